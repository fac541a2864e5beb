package io.reddot.access.limit;

import io.reddot.config.Limiting;
import io.reddot.config.Setting;
import io.reddot.config.Settings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of every user, or of every address: {@code reddot.limit.user.*} and {@code
 * reddot.limit.address.*}. Immutable.
 */
final class Quota {
  private final String whose;
  private final int sessions;

  /** Indexed by {@link Limited#index}. */
  private final List<Rate> rates;

  /**
   * @param whose {@code user} or {@code address}
   * @param sessions the maximum number at once; 0 is unlimited
   * @param rates a kind that is missing is unlimited
   */
  Quota(String whose, int sessions, Map<Limited, Rate> rates) {
    this.whose = whose;
    this.sessions = sessions;
    this.rates =
        Arrays.stream(Limited.values())
            .sorted(Comparator.comparing(Limited::index))
            .map(kind -> rates.getOrDefault(kind, Rate.UNLIMITED))
            .toList();
  }

  /** Returns the limits of a user. */
  static Quota ofUser(Settings settings) {
    return of(
        settings,
        "user",
        Limiting.USER_SESSIONS,
        Map.of(
            Limited.CONNECTIONS, Limiting.USER_CONNECTIONS,
            Limited.PUBLISHES, Limiting.USER_PUBLISHES,
            Limited.BYTES, Limiting.USER_BYTES,
            Limited.READS, Limiting.USER_READS));
  }

  /** Returns the limits of an address, which all users of a company may share. */
  static Quota ofAddress(Settings settings) {
    return of(
        settings,
        "address",
        Limiting.ADDRESS_SESSIONS,
        Map.of(
            Limited.CONNECTIONS, Limiting.ADDRESS_CONNECTIONS,
            Limited.PUBLISHES, Limiting.ADDRESS_PUBLISHES,
            Limited.BYTES, Limiting.ADDRESS_BYTES,
            Limited.READS, Limiting.ADDRESS_READS,
            Limited.FAILED_LOGINS, Limiting.FAILED_LOGINS));
  }

  private static Quota of(
      Settings settings,
      String whose,
      Setting<Integer> sessions,
      Map<Limited, Setting<Long>> rates) {
    long burst = settings.get(Limiting.BURST).toSeconds();
    Map<Limited, Rate> all = new EnumMap<>(Limited.class);
    rates.forEach(
        (kind, setting) -> {
          long perSecond = settings.get(setting);
          all.put(kind, new Rate(perSecond, perSecond * burst));
        });
    return new Quota(whose, settings.get(sessions), all);
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

  List<Rate> rates() {
    return rates;
  }

  /**
   * Returns a sentence that tells the client what to wait for, and an administrator what to set.
   */
  String exceeded(Limited kind) {
    return "Too many %s by this %s: the limit is %,d a second (%s)."
        .formatted(
            kind.plural(),
            whose,
            rates.get(kind.index()).perSecond(),
            property(whose, kind.property()));
  }

  String full() {
    return "Too many sessions of this %s: the limit is %,d at once (%s)."
        .formatted(whose, sessions, property(whose, "sessions"));
  }
}
