package io.reddot.config;

/** Settings of publishing. */
public final class Publishing {
  static final Group GROUP = new Group("Publishing");

  /** The largest MQTT packet stays below MQTT's own limit. */
  private static final int MOST_BYTES = 256_000_000;

  public static final Setting<Integer> BODY_BYTES =
      GROUP.with(
          "reddot.publish.body-bytes",
          Type.integer("bytes", 1_024, MOST_BYTES),
          "4194304",
          "the largest body, WebSocket frame and MQTT payload");

  public static final Setting<Integer> JSON_DEPTH =
      GROUP.with(
          "reddot.publish.json-depth",
          Type.integer("levels", 1, 1_000),
          "100",
          "the deepest nesting of a message's JSON");

  public static final Setting<Integer> SCHEDULED =
      GROUP.with(
          "reddot.publish.scheduled",
          Type.integer("messages", 0, 1_000_000),
          "1000",
          "scheduled messages of one sender; more are refused (429)");

  private Publishing() {}
}
