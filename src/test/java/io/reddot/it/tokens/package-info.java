/**
 * What a team adds to the WAR to have the container check its tokens by MicroProfile JWT: one jar
 * in {@code WEB-INF/lib}.
 */
package io.reddot.it.tokens;
