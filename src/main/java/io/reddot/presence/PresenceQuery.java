package io.reddot.presence;

import org.jspecify.annotations.Nullable;

/**
 * Which open sessions are asked for.
 *
 * @param user the only user; null: all
 * @param transport the only transport; null: all
 * @param node the name of the only node; null: all
 * @param after the user after which the page begins, in the order of UTF-8 bytes; empty: the first
 * @param limit the largest number of sessions
 */
record PresenceQuery(
    @Nullable String user,
    @Nullable String transport,
    @Nullable String node,
    String after,
    int limit) {

  boolean matches(OnlineSession session) {
    return (user == null || user.equals(session.user()))
        && (transport == null || transport.equals(session.transport()))
        && OnlineSession.compareBytewise(session.user(), after) > 0;
  }
}
