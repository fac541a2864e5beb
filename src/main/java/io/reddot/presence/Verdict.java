package io.reddot.presence;

import io.reddot.json.JsonData;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message for a user.
 *
 * @param reason one sentence
 * @param session the session that it is about; null: none
 * @param at the time of that; null: unknown, or it is about no moment
 */
record Verdict(Code code, String reason, @Nullable String session, @Nullable Instant at) {

  /** The possible verdicts; {@link WhyNot} chooses one. */
  enum Code {
    READ,
    UNKNOWN_USER,
    NOT_A_MEMBER,
    RECALLED,
    EXPIRED,
    HANDED,
    REFUSED,
    SLOW,
    NOT_CONNECTED,
    UNREAD,
    PENDING,
    NOT_SUBSCRIBED;

    /** The name on the wire. */
    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  JsonObject json() {
    JsonObjectBuilder json = JsonData.object().add("code", code.text()).add("reason", reason);
    if (session != null) {
      json.add("session", session);
    }
    if (at != null) {
      json.add("at", at.toString());
    }
    return json.build();
  }
}
