package io.reddot.access;

import io.reddot.message.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Single-use credentials that replace a token where it would be part of a URL, and so appear in
 * logs. Admission stores them; the door accepts them. Thread-safe.
 */
public interface Tickets {
  /**
   * The prefix of every ticket. No token has it, because a JWT begins with a base64-encoded brace.
   */
  String PREFIX = "rdt-";

  /** The authentication scheme of a request that a ticket has admitted. */
  String SCHEME = "Ticket";

  /** Whether this is a ticket rather than a token. */
  static boolean is(String credential) {
    return credential.startsWith(PREFIX);
  }

  /**
   * The attribute that holds {@link Stream#key()} in a request that a ticket admitted as a stream.
   */
  String KEY = "io.reddot.ticket.key";

  /** Separates the cursor from the key in the event ids of a stream that a ticket opened. */
  char MARK = '.';

  /**
   * A stream that a ticket has opened.
   *
   * @param key reopens the same stream together with the ticket. It is sent only on the stream, not
   *     in the URL that opens it, so a URL that is found in a log is worth nothing
   */
  record Stream(Caller caller, String key) {}

  /**
   * Opens a stream for a client that can present nothing else when it reconnects ({@code
   * EventSource}). The ticket is valid once without a key. After that it is valid with the key, for
   * as long as its token is. May wait for the database.
   *
   * @param key the key that the stream sent when it was first opened; null if there is none
   * @throws Problem (401) as {@link #redeem}
   */
  Stream open(String ticket, @Nullable String key);

  /**
   * Returns the caller that a ticket admits, and uses the ticket up. May wait for the database.
   *
   * @throws Problem (401) if there is no such ticket, or it was used or has expired
   */
  Caller redeem(String ticket);
}
