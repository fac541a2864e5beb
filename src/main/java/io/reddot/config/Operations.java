package io.reddot.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings for the people who run a node. */
public final class Operations {
  static final Group GROUP = new Group("Operations");

  public static final Setting<Optional<Path>> DRAIN_FILE =
      GROUP.optional(
          "reddot.drain.file",
          Type.of("path", "the path of a file", Path::of),
          "once this file exists, the node is drained. See [Operations](operations.md#drain)");

  public static final Setting<Optional<List<Network>>> METRICS_NETWORKS =
      GROUP.optional(
          "reddot.metrics.networks",
          Type.networks(),
          "may read `api/metrics` without a token. If a proxy that is not in `reddot.proxies` has"
              + " such an address, all of its clients may");

  /** The name of a node is a level of topics, a label of metrics and a column of lists. */
  public static final Setting<Optional<String>> NODE_NAME =
      GROUP.optional(
          "reddot.node.name",
          Type.of(
              "name",
              "1 to 64 letters, digits, '.', '-' or '_'",
              text -> {
                if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
                  throw new IllegalArgumentException(text);
                }
                return text;
              }),
          "the name of this node for people; without it, the name of the host");

  public static final Setting<Duration> AUDIT =
      GROUP.with(
          "reddot.audit.days",
          Type.days(1, 36_500),
          "90",
          "records of the audit are kept, even if other messages are deleted earlier; applies to"
              + " records that are made from then on. See [Operations](operations.md#audit)");

  private Operations() {}
}
