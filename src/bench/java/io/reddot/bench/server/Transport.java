package io.reddot.bench.server;

import java.util.Locale;

/** How messages come to a client. */
public enum Transport {
  WEBSOCKET,
  SSE,
  IFRAME,
  LONG_POLL;

  /** As the table and the command line write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
