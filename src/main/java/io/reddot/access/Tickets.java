package io.reddot.access;

import io.reddot.message.Problem;

/**
 * Single-use stand-ins for tokens, where a token would have to stand in an address, and so in logs.
 * Admission keeps them; the door takes them. Thread-safe.
 */
public interface Tickets {
  /** What each begins with; no token does, for a JWT begins with base64 of a brace. */
  String PREFIX = "rdt-";

  /** What a request that came with a ticket answers when it is asked how its caller was found. */
  String SCHEME = "Ticket";

  /** Whether this is a ticket and no token. */
  static boolean is(String credential) {
    return credential.startsWith(PREFIX);
  }

  /**
   * Whom a ticket lets in; it lets in nobody after that. May wait for the database.
   *
   * @throws Problem (401) if it is none, was used, or is over
   */
  Caller redeem(String ticket);
}
