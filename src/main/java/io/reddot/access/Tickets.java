package io.reddot.access;

import io.reddot.message.Problem;
import org.jspecify.annotations.Nullable;

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

  /** The attribute of a request that a ticket has let in as a stream: {@link Stream#key()}. */
  String KEY = "io.reddot.ticket.key";

  /**
   * Stands between the cursor and the key, in what a stream that a ticket opened calls an event.
   */
  char MARK = '.';

  /**
   * A stream that a ticket has opened.
   *
   * @param key with it and the ticket the same stream may be opened again. It is told on the stream
   *     alone and stands in no address, so an address that is found in a log is worth nothing
   */
  record Stream(Caller caller, String key) {}

  /**
   * Whom a ticket lets in that opens a stream whose client can show nothing else when it comes back
   * ({@code EventSource}): once without a key, then with the key for as long as its token is good.
   * May wait for the database.
   *
   * @param key what the stream was told when it was opened first; null: nothing
   * @throws Problem (401) as {@link #redeem}
   */
  Stream open(String ticket, @Nullable String key);

  /**
   * Whom a ticket lets in; it lets in nobody after that. May wait for the database.
   *
   * @throws Problem (401) if it is none, was used, or is over
   */
  Caller redeem(String ticket);
}
