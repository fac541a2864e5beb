package io.reddot.it.attack;

import java.util.Map;

/** How much of each kind one user can have the attacked server keep: little, so that tests see. */
public final class Hoard {
  public static final int GROUPS = 20;
  public static final int SESSIONS = 12;
  public static final int SESSION_BYTES = 60_000;
  public static final int RETAINED = 25;
  public static final int RETAINED_BYTES = 50_000;

  private Hoard() {}

  static Map<String, String> settings() {
    return Map.of(
        "REDDOT_LIMIT_USER_SHARE_GROUPS",
        Integer.toString(GROUPS),
        "REDDOT_LIMIT_USER_STORED_SESSIONS",
        Integer.toString(SESSIONS),
        "REDDOT_LIMIT_USER_STORED_SESSION_BYTES",
        Integer.toString(SESSION_BYTES),
        "REDDOT_LIMIT_USER_RETAINED",
        Integer.toString(RETAINED),
        "REDDOT_LIMIT_USER_RETAINED_BYTES",
        Integer.toString(RETAINED_BYTES),
        "REDDOT_MQTT_SHARE_REDELIVERY_SECONDS",
        "3");
  }
}
