package io.reddot.config;

import java.time.Duration;

/** Settings of sessions and of fan-out. */
public final class Sessions {
  static final Group GROUP = new Group("Sessions");

  public static final Setting<Integer> OUTBOX_BYTES =
      GROUP.with(
          "reddot.session.outbox-bytes",
          Type.integer("bytes", 1_024, 1 << 30),
          "1048576",
          "what may wait for one client before it is told goodbye (`slow`)");

  public static final Setting<Duration> HEARTBEAT =
      GROUP.with(
          "reddot.session.heartbeat-seconds",
          Type.seconds(1, 3_600),
          "15",
          "a stream that was silent for so long gets a heartbeat");

  public static final Setting<Duration> WRITE_TIMEOUT =
      GROUP.with(
          "reddot.session.write-timeout-seconds",
          Type.seconds(1, 3_600),
          "30",
          "a write that the client has not taken for so long ends the session");

  public static final Setting<Integer> SUBSCRIPTIONS =
      GROUP.with(
          "reddot.session.subscriptions",
          Type.integer("filters", 1, 10_000),
          "100",
          "topic filters a session, beside those of the user's own inbox");

  public static final Setting<Duration> GOODBYE_SPREAD =
      GROUP.with(
          "reddot.session.goodbye-spread-seconds",
          Type.seconds(0, 3_600),
          "5",
          "over how long the clients of a server that stops come back");

  public static final Setting<Integer> WRITES_PER_SECOND =
      GROUP.with(
          "reddot.fan-out.writes-per-second",
          Type.integer("writes", 0, 1_000_000_000),
          "25000",
          "a busy topic with many followers rests between two steps, so that about so many writes a"
              + " second are made, each with what came meanwhile; 0: never. See"
              + " [Operations](operations.md#pacing)");

  private Sessions() {}
}
