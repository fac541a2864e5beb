package io.reddot.access;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.config.Config;

/**
 * What every user, or every address, may do: {@code reddot.limit.user.*} and {@code
 * reddot.limit.address.*}. Immutable.
 */
final class Quota {
  private final String whose;
  private final int sessions;
  private final Map<Limited, Rate> rates;

  /**
   * @param whose {@code user} or {@code address}
   * @param sessions how many there may be at once; 0: any number
   * @param rates those that are missing are unlimited
   */
  Quota(String whose, int sessions, Map<Limited, Rate> rates) {
    this.whose = whose;
    this.sessions = sessions;
    this.rates = new EnumMap<>(Limited.class);
    for (Limited kind : Limited.values()) {
      this.rates.put(kind, rates.getOrDefault(kind, Rate.UNLIMITED));
    }
  }

  /** What a user may do, unless the administrator says otherwise. */
  static Quota ofUser(Config config) {
    return of(
        config,
        "user",
        200,
        Map.of(
            Limited.CONNECTIONS, 20L,
            Limited.PUBLISHES, 1_000L,
            Limited.BYTES, 4L << 20,
            Limited.READS, 100L));
  }

  /** What an address may do, behind which there may be a company's users. */
  static Quota ofAddress(Config config) {
    return of(
        config,
        "address",
        2_000,
        Map.of(
            Limited.CONNECTIONS, 200L,
            Limited.PUBLISHES, 5_000L,
            Limited.BYTES, 16L << 20,
            Limited.READS, 2_000L,
            Limited.FAILED_LOGINS, 5L));
  }

  private static Quota of(Config config, String whose, int sessions, Map<Limited, Long> rates) {
    long burst = number(config, "reddot.limit.burst-seconds", 10);
    Map<Limited, Rate> all = new EnumMap<>(Limited.class);
    rates.forEach(
        (kind, usual) -> {
          long perSecond = number(config, property(whose, kind.property()), usual);
          all.put(kind, new Rate(perSecond, perSecond * Math.max(1, burst)));
        });
    int most = Math.toIntExact(number(config, property(whose, "sessions"), sessions));
    return new Quota(whose, most, all);
  }

  private static long number(Config config, String property, long usual) {
    long number = config.getOptionalValue(property, Long.class).orElse(usual);
    if (number < 0) {
      throw new IllegalArgumentException(property + " is a number from 0 on, and 0 turns it off");
    }
    return number;
  }

  private static String property(String whose, String last) {
    return "reddot.limit." + whose + "." + last;
  }

  String whose() {
    return whose;
  }

  int sessions() {
    return sessions;
  }

  Rate rate(Limited kind) {
    return Objects.requireNonNull(rates.get(kind));
  }

  /** Whoever reads that knows what to wait for, and an administrator what to change. */
  String exceeded(Limited kind) {
    return "Too many %s by this %s: %,d a second are allowed (%s)."
        .formatted(kind.plural(), whose, rate(kind).perSecond(), property(whose, kind.property()));
  }

  String full() {
    return "Too many sessions of this %s: %,d at once are allowed (%s)."
        .formatted(whose, sessions, property(whose, "sessions"));
  }
}
