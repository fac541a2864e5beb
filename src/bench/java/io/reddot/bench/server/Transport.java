package io.reddot.bench.server;

import java.util.Locale;

/** How messages come to a client, or from one. */
public enum Transport {
  WEBSOCKET,
  SSE,
  IFRAME,
  LONG_POLL,

  /** The streams in turn: each client has another one than the client before it. */
  MIXED,

  /** The other way: messages come from clients. */
  POST;

  /** As the table and the command line write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
