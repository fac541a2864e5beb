package io.reddot.session;

import java.util.List;

/**
 * The names of transports, as sessions and metrics carry them, so that their counters are shown
 * before the first client comes. A transport whose name is missing here is counted from its first
 * session on.
 */
public final class Transports {
  /** Those that have sessions. */
  public static final List<String> WITH_SESSIONS =
      List.of("websocket", "sse", "iframe", "long-poll", "mqtt", "mqtt-websocket");

  /** Those that poll. */
  public static final List<String> POLLING = List.of("poll", "long-poll");

  private Transports() {}
}
