package io.reddot.config;

import java.time.Duration;
import java.util.Optional;

/** Settings of sessions and of fan-out. */
public final class Sessions {
  static final Group GROUP = new Group("Sessions");

  public static final Setting<Integer> OUTBOX_BYTES =
      GROUP.with(
          "reddot.session.outbox-bytes",
          Type.integer("bytes", 1_024, 1 << 30),
          "1048576",
          "the backlog of one client; beyond it the session ends with a goodbye (`slow`)");

  public static final Setting<Duration> HEARTBEAT =
      GROUP.with(
          "reddot.session.heartbeat-seconds",
          Type.seconds(1, 3_600),
          "15",
          "the silence after which a stream gets a heartbeat");

  public static final Setting<Duration> WRITE_TIMEOUT =
      GROUP.with(
          "reddot.session.write-timeout-seconds",
          Type.seconds(1, 3_600),
          "30",
          "the deadline of a write to a client; after it the session ends");

  public static final Setting<Integer> SUBSCRIPTIONS =
      GROUP.with(
          "reddot.session.subscriptions",
          Type.integer("filters", 1, 10_000),
          "100",
          "topic filters of a session, besides those of the user's own inbox");

  public static final Setting<Duration> GOODBYE_SPREAD =
      GROUP.with(
          "reddot.session.goodbye-spread-seconds",
          Type.seconds(0, 3_600),
          "5",
          "the time over which the clients of a stopping server reconnect");

  public static final Setting<Optional<Integer>> LANES =
      GROUP.optional(
          "reddot.fan-out.lanes",
          Type.integer("lanes", 1, 64),
          "the number of processors",
          "threads that pass new messages to the sessions; each serves a part of the sessions");

  public static final Setting<Double> UTILIZATION =
      GROUP.with(
          "reddot.fan-out.utilization",
          Type.decimal(0.1, 1),
          "0.7",
          "the share of the processors up to which fan-out passes on each message at once; beyond it,"
              + " fan-out rests between two steps, and each write carries what arrived meanwhile."
              + " See [Operations](operations.md#pacing)");

  static final Setting<Optional<String>> WRITES_PER_SECOND =
      GROUP.optional(
          "reddot.fan-out.writes-per-second",
          Type.removed("fan-out now measures its load; use reddot.fan-out.utilization instead"),
          "removed: fan-out now measures its load (`reddot.fan-out.utilization`)");

  private Sessions() {}
}
