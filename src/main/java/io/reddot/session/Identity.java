package io.reddot.session;

import java.time.Instant;

/**
 * The facts about a session that do not change.
 *
 * @param device the client's own name for itself: a browser's User-Agent, an MQTT client's id
 * @param address the address that the client connects from; empty if it is not known
 * @param transport its name, for presence and the ledger
 * @param expiresAt when its first token expires; a renewal changes the session's expiry, not this
 */
public record Identity(
    String id, String user, String device, String address, String transport, Instant expiresAt) {
  /**
   * Whether it is the feed of a shared subscription, not a client of a user: the names of users
   * have no slash.
   */
  public boolean shared() {
    return user.indexOf('/') >= 0;
  }
}
