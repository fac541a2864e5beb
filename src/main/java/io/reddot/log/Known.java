package io.reddot.log;

import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An earlier use of an id: the message that a publisher has stored under it, in the log or
 * scheduled, with everything that it requested. Publishing the same message again changes nothing;
 * any other message under the same id is refused.
 *
 * @param message the message in the log; null if it is scheduled
 * @param scheduled the scheduled message; null if it is in the log
 * @param sendAt the time that the publisher requested; null if it was to be sent at once
 * @param lifetime the lifetime that the publisher requested; null if it requested none, or a time
 *     of expiry
 */
public record Known(
    @Nullable Message message,
    @Nullable Draft scheduled,
    @Nullable Instant sendAt,
    @Nullable Duration lifetime,
    boolean recalled) {

  /** The key of a message. Ids are unique for each publisher. */
  public record Key(String publisher, String id) {
    public static Key of(Draft draft) {
      return new Key(publisher(draft.sender()), draft.id());
    }

    public static Key of(Message message) {
      return new Key(publisher(message.sender()), message.id());
    }

    private static String publisher(@Nullable String sender) {
      return sender == null ? "" : sender;
    }
  }

  /** Returns the entry of a scheduled message. */
  public static Known scheduled(Draft draft, Instant sendAt) {
    return new Known(null, draft, sendAt, draft.lifetime(), false);
  }

  /** Returns the key of this message. */
  public Key key() {
    return message != null ? Key.of(message) : Key.of(Objects.requireNonNull(scheduled));
  }

  /**
   * Matches the beginning of the properties, which describes the trace and MQTT's connection. It is
   * not compared, because a publisher may retry in another trace and over another connection.
   */
  private static final Pattern CONNECTION =
      Pattern.compile(
          "^\\{(\"traceparent\":\"[^\"]*\",?)?"
              + "(\"qos\":\\d+(,\"publisher\":\"(?:[^\"\\\\]|\\\\.)*\")?)?");

  /**
   * Checks that {@code again} requests the same message.
   *
   * @throws Problem (409) that names the differences, or says that the message was recalled
   */
  public void check(Submission again) {
    if (recalled) {
      throw Problem.conflict(
          "Your message with the id "
              + again.draft().id()
              + " was recalled; nothing was stored. Publish it under another id.");
    }
    List<String> differing = differing(again);
    if (!differing.isEmpty()) {
      throw Problem.conflict(
          "You have already used the id "
              + again.draft().id()
              + (message == null ? " for a scheduled message" : " for a stored message")
              + " with another "
              + String.join(", ", differing)
              + "; nothing was stored.");
    }
  }

  /** Refuses to send a message now whose id belongs to a scheduled message. */
  public static Problem isScheduled(String id) {
    // The scheduled time is left out, because others may read this sentence.
    return Problem.conflict(
        "You have already used the id " + id + " for a scheduled message; nothing was stored.");
  }

  private List<String> differing(Submission again) {
    Draft draft = again.draft();
    List<String> differing = new ArrayList<>();
    Message stored = message;
    if (stored != null) {
      compare(
          draft,
          stored.topic().name(),
          stored.event(),
          stored.data(),
          stored.encoding(),
          stored.expiresAt(),
          stored.retain(),
          stored.properties(),
          differing);
    } else if (scheduled != null) {
      Draft before = scheduled;
      compare(
          draft,
          before.topic().name(),
          before.event(),
          before.data(),
          before.encoding(),
          before.expiresAt(),
          before.retain(),
          before.properties(),
          differing);
    }
    note(Objects.equals(sendAt, again.sendAt()), "sendAt", differing);
    return differing;
  }

  private void compare(
      Draft draft,
      String topic,
      @Nullable String event,
      String data,
      Encoding encoding,
      @Nullable Instant expiresAt,
      boolean retain,
      @Nullable String properties,
      List<String> differing) {
    note(draft.topic().name().equals(topic), "topic", differing);
    note(Objects.equals(draft.event(), event), "event", differing);
    note(draft.data().equals(data) && (draft.encoding() == encoding), "data", differing);
    note(draft.retain() == retain, "retain", differing);
    boolean sameExpiry =
        (lifetime == null && draft.lifetime() == null)
            ? Objects.equals(draft.expiresAt(), expiresAt)
            : Objects.equals(draft.lifetime(), lifetime);
    note(sameExpiry, "expiresAt", differing);
    note(asked(draft.properties()).equals(asked(properties)), "MQTT property", differing);
  }

  private static void note(boolean same, String name, List<String> differing) {
    if (!same) {
      differing.add(name);
    }
  }

  private static String asked(@Nullable String properties) {
    if (properties == null) {
      return "}";
    }
    return CONNECTION.matcher(properties).replaceFirst("");
  }
}
