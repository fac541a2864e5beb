/** What makes an application fail to start. */
@org.jspecify.annotations.NullMarked
package io.reddot.it.broken;
