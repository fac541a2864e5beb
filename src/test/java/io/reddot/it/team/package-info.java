/** What a team adds to the WAR to let its own users in: one jar in {@code WEB-INF/lib}. */
package io.reddot.it.team;
