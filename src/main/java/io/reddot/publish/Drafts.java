package io.reddot.publish;

import io.reddot.json.JsonData;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Name;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.message.TraceParent;
import io.reddot.publish.Acceptance.Scheduled;
import io.reddot.publish.Acceptance.Stored;
import io.reddot.web.Body;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the messages that clients publish, and writes the answers. Thread-safe. */
public final class Drafts {
  private static final Set<String> MEMBERS =
      Set.of("topic", "data", "event", "id", "expiresAt", "retain", "sendAt", TraceParent.NAME);

  /** The longest time until a message is sent or expires: ten years. */
  public static final Duration LATEST = Duration.ofDays(3_653);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final int depth;

  /**
   * @param depth how deeply JSON may nest
   */
  public Drafts(InstantSource clock, int depth) {
    this.clock = clock;
    this.depth = Math.min(depth, JsonData.MAX_DEPTH);
  }

  /**
   * @param json one message as an object, or several in an array
   * @throws Problem (400) if it is malformed
   */
  public List<Submission> read(byte[] json, @Nullable String sender) {
    JsonValue value = parse(json);
    if (value instanceof JsonArray array) {
      List<Submission> messages = new ArrayList<>(array.size());
      for (JsonValue element : array) {
        messages.add(read(object(element), sender));
      }
      return messages;
    }
    return List.of(read(object(value), sender));
  }

  /**
   * Parses the message that is to replace a scheduled one.
   *
   * @param id the id of the scheduled message, which may be repeated in {@code json}
   * @throws Problem (400) if it is malformed, has another id or no time
   */
  Submission replacement(byte[] json, String id, @Nullable String sender) {
    JsonObject object = object(parse(json));
    Submission to = read(object, sender);
    if (object.containsKey("id") && !to.draft().id().equals(id)) {
      throw Problem.badRequest("The id of a scheduled message cannot be changed.");
    }
    if (to.sendAt() == null) {
      throw Problem.badRequest(
          "The message has no 'sendAt'; to send it now, give a time in the past.");
    }
    return to;
  }

  /** Whether {@code json} is an array; then its answer is an array, too. */
  public static boolean isArray(byte[] json) {
    for (byte b : json) {
      if (b > ' ') {
        return b == '[';
      }
    }
    return false;
  }

  /** Parses one message from the members of {@code object}. */
  public Submission read(JsonObject object, @Nullable String sender) {
    for (String name : object.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw Problem.badRequest(
            ("Unknown member '%s': a message may have topic, data, event, id, expiresAt, sendAt,"
                    + " retain and traceparent.")
                .formatted(name.length() <= 40 ? name : name.substring(0, 40) + "…"));
      }
    }
    String topic = string(object, "topic");
    JsonValue data = object.get("data");
    if (topic == null) {
      throw Problem.badRequest("The message has no topic.");
    }
    if (data == null) {
      throw Problem.badRequest("The message has no data. To publish null, send \"data\":null.");
    }
    Draft draft =
        draft(
            new Topic(topic),
            JsonData.compact(data),
            Encoding.JSON,
            string(object, "event"),
            string(object, "id"),
            string(object, "expiresAt"),
            flag(object.get("retain")),
            sender);
    String trace = string(object, TraceParent.NAME);
    return submission(
        draft.traced(trace == null ? null : new TraceParent(trace)), string(object, "sendAt"));
  }

  /**
   * Adds the time at which to send a draft. A time in the past means now, so that a publisher that
   * got no answer can submit the same message again at any time.
   *
   * @throws Problem (400) if {@code sendAt} is not a time, or not before the draft expires
   */
  public Submission submission(Draft draft, @Nullable String sendAt) {
    Instant instant = sendAt == null ? null : notTooLate("sendAt", instant("sendAt", sendAt));
    Instant expiresAt = draft.expiresAt();
    if (instant != null && expiresAt != null && !expiresAt.isAfter(instant)) {
      throw Problem.badRequest("The message's 'expiresAt' is not after its 'sendAt'.");
    }
    return new Submission(draft, instant);
  }

  /**
   * Makes a message with a raw body as its data.
   *
   * @param json whether the body is JSON; other bodies are stored as text if they are UTF-8,
   *     otherwise as bytes
   */
  public Draft raw(
      Topic topic,
      byte[] body,
      boolean json,
      @Nullable String event,
      @Nullable String id,
      @Nullable String expiresAt,
      boolean retain,
      @Nullable String sender) {
    if (json) {
      String data = JsonData.compact(parse(body));
      return draft(topic, data, Encoding.JSON, event, id, expiresAt, retain, sender);
    }
    String text = Body.utf8(body);
    return text == null
        ? draft(
            topic,
            JsonText.quote(Base64.getEncoder().encodeToString(body)),
            Encoding.BASE64,
            event,
            id,
            expiresAt,
            retain,
            sender)
        : draft(topic, JsonText.quote(text), Encoding.TEXT, event, id, expiresAt, retain, sender);
  }

  private Draft draft(
      Topic topic,
      String data,
      Encoding encoding,
      @Nullable String event,
      @Nullable String id,
      @Nullable String expiresAt,
      boolean retain,
      @Nullable String sender) {
    return new Draft(
        id == null ? newId() : name("id", id),
        id != null,
        topic,
        event == null ? null : name("event", event),
        data,
        encoding,
        expiresAt == null ? null : expiry(expiresAt),
        retain,
        sender,
        null);
  }

  /**
   * Returns {@code {"id":"...","cursor":"...","duplicate":false}}, with {@code sendAt} instead of
   * the cursor if the message is scheduled.
   */
  public static JsonObjectBuilder answer(Acceptance accepted) {
    JsonObjectBuilder answer = JsonData.object().add("id", accepted.id());
    if (accepted instanceof Stored stored) {
      answer.add("cursor", stored.cursor().toString());
    } else {
      answer.add("sendAt", ((Scheduled) accepted).sendAt().toString());
    }
    return answer.add("duplicate", accepted.duplicate());
  }

  private JsonValue parse(byte[] json) {
    String text = Body.utf8(json);
    if (text == null) {
      throw Problem.badRequest("The body is not UTF-8.");
    }
    JsonValue value = JsonData.parse(text, depth);
    if (value == null) {
      throw Problem.badRequest("The body is not JSON.");
    }
    return value;
  }

  private static JsonObject object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw Problem.badRequest("A message is a JSON object with at least topic and data.");
  }

  private static @Nullable String string(JsonObject object, String name) {
    JsonValue value = object.get(name);
    if (value == null || value.getValueType() == ValueType.NULL) {
      return null;
    }
    if (value instanceof JsonString string) {
      return string.getString();
    }
    throw Problem.badRequest("The message's '" + name + "' is not a string.");
  }

  private static boolean flag(@Nullable JsonValue value) {
    if (value != null && value != JsonValue.TRUE && value != JsonValue.FALSE) {
      throw Problem.badRequest("The message's 'retain' is neither true nor false.");
    }
    return value == JsonValue.TRUE;
  }

  /** Ids and events appear in headers and SSE fields: no control characters, bounded length. */
  private static String name(String what, String value) {
    Name.check("The message's '" + what + "'", value, Name.MAX_LENGTH);
    return value;
  }

  private Instant expiry(String text) {
    Instant instant = instant("expiresAt", text);
    if (!instant.isAfter(clock.instant())) {
      throw Problem.badRequest("The message's 'expiresAt' is in the past.");
    }
    return notTooLate("expiresAt", instant);
  }

  private Instant notTooLate(String what, Instant instant) {
    if (instant.isAfter(clock.instant().plus(LATEST))) {
      throw Problem.badRequest(
          "The message's '%s' is more than ten years from now.".formatted(what));
    }
    return instant;
  }

  private static Instant instant(String what, String text) {
    try {
      return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli()); // the log's resolution
    } catch (DateTimeParseException | ArithmeticException e) {
      throw Problem.badRequest(
          "The message's '%s' is not a time like 2030-01-31T12:00:00Z (ISO 8601, UTC)."
              .formatted(what));
    }
  }

  /**
   * Creates an id that begins with the time, so that the index of ids grows at its end; the rest is
   * random.
   */
  private String newId() {
    ByteBuffer id = ByteBuffer.allocate(18);
    id.putLong(clock.millis() << 16);
    byte[] random = new byte[12];
    RANDOM.nextBytes(random);
    id.position(6);
    id.put(random);
    return Base64.getUrlEncoder().encodeToString(id.array());
  }
}
