package io.reddot.config;

import java.nio.file.Path;
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
          "may read `api/metrics` without a token. If a proxy that is not in `reddot.proxies` has such"
              + " an address, all of its clients may");

  private Operations() {}
}
