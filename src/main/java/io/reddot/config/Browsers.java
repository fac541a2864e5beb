package io.reddot.config;

import java.util.List;
import java.util.Optional;

/** Settings of pages on other sites, and of proxies in front of the server. */
public final class Browsers {
  static final Group GROUP = new Group("Other sites and proxies");

  public static final Setting<Optional<List<String>>> ORIGINS =
      GROUP.optional(
          "reddot.origins",
          Type.list(
              Type.of(
                  "origin",
                  "an origin as browsers write it, http(s)://host or http(s)://host:port, without"
                      + " a path and without wildcards",
                  Origin::of)),
          "other sites' origins that may call and frame the stream");

  public static final Setting<Optional<List<Network>>> PROXIES =
      GROUP.optional(
          "reddot.proxies",
          Type.networks(),
          "your proxies; `X-Forwarded-For` from any other address is ignored");

  public static final Setting<Boolean> SSE_PORTABLE =
      GROUP.with(
          "reddot.sse.portable",
          Type.flag(),
          "false",
          "sends each event through JAX-RS's own sink; slower, and on Payara one stalled"
              + " client delays all others");

  private Browsers() {}
}
