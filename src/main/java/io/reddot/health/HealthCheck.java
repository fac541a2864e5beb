package io.reddot.health;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One condition that a healthy node fulfils. Immutable; the supplier is thread-safe.
 *
 * @param name a short name, as {@code log}
 * @param fault returns what is wrong, in one sentence that anyone may read; null if nothing is. It
 *     takes at most about a second
 */
public record HealthCheck(String name, Kind kind, Supplier<@Nullable String> fault) {
  /** What a failed check means, in the words of MicroProfile Health and of Kubernetes. */
  public enum Kind {
    /** Only a restart helps. */
    LIVENESS,

    /** The node should get no requests for now. */
    READINESS,

    /** The node has not started yet. */
    STARTUP
  }

  public static HealthCheck liveness(String name, Supplier<@Nullable String> fault) {
    return new HealthCheck(name, Kind.LIVENESS, fault);
  }

  public static HealthCheck readiness(String name, Supplier<@Nullable String> fault) {
    return new HealthCheck(name, Kind.READINESS, fault);
  }

  public static HealthCheck startup(String name, Supplier<@Nullable String> fault) {
    return new HealthCheck(name, Kind.STARTUP, fault);
  }
}
