package io.reddot.publish;

import io.reddot.json.JsonData;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.publish.ScheduleStore.Place;
import io.reddot.publish.ScheduleStore.Waiting;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes scheduled messages as JSON for clients. Stateless. */
final class ScheduleJson {
  private static final Pattern PLACE = Pattern.compile("([0-9a-z]{1,13})-([0-9a-z]{1,13})");

  private static final Pattern TAGS =
      Pattern.compile("(W/)?\"[0-9A-Za-z]{0,20}\"(\\s*,\\s*(W/)?\"[0-9A-Za-z]{0,20}\"){0,9}");

  private ScheduleJson() {}

  /**
   * Writes {@code {"scheduled":[...],"next":"..."}}; only an empty page, after the last one, has no
   * {@code next}.
   */
  static String page(List<Waiting> page) {
    JsonArrayBuilder scheduled = JsonData.array();
    page.forEach(waiting -> scheduled.add(json(waiting)));
    JsonObjectBuilder json = JsonData.object().add("scheduled", scheduled);
    if (!page.isEmpty()) {
      json.add("next", text(page.get(page.size() - 1)));
    }
    return JsonData.compact(json);
  }

  static String of(Waiting waiting) {
    return JsonData.compact(json(waiting));
  }

  private static JsonObjectBuilder json(Waiting waiting) {
    Draft draft = waiting.draft();
    JsonObjectBuilder json =
        JsonData.object()
            .add("id", draft.id())
            .add("sendAt", waiting.sendAt().toString())
            .add("topic", draft.topic().name());
    json.add("etag", '"' + tag(waiting) + '"');
    addIfAny(json, "event", draft.event());
    addIfAny(json, "sender", draft.sender());
    addIfAny(json, "expiresAt", draft.expiresAt());
    if (draft.retain()) {
      json.add("retain", true);
    }
    if (waiting.held()) {
      json.add("held", true);
    }
    if (draft.encoding() == Encoding.BASE64) {
      json.add("encoding", "base64");
    }
    return json.add("data", Objects.requireNonNull(JsonData.parse(draft.data())));
  }

  /** Returns the entity tag of the message's version, without quotes. */
  static String tag(Waiting waiting) {
    return Long.toString(waiting.place().number(), 36); // a change gives it a new one
  }

  /**
   * Parses {@code If-Match} (RFC 9110, section 13.1.1). A weak tag matches nothing.
   *
   * @return the tags without quotes; empty: any version may be changed
   * @throws Problem (428) if the header is missing, (400) if it is malformed
   */
  static Set<String> tags(@Nullable String ifMatch) {
    if (ifMatch == null) {
      throw new Problem(
          428,
          "A change needs the header If-Match with the message's 'etag', so that no change of"
              + " another operator is lost.");
    }
    String header = ifMatch.trim();
    if (header.equals("*")) {
      return Set.of();
    }
    if (!TAGS.matcher(header).matches()) {
      throw Problem.badRequest("If-Match must be entity tags such as \"1z4\".");
    }
    return Arrays.stream(header.split(",", -1))
        .map(String::trim)
        .map(tag -> tag.startsWith("W/") ? tag : tag.substring(1, tag.length() - 1))
        .collect(Collectors.toSet());
  }

  private static void addIfAny(JsonObjectBuilder json, String name, @Nullable Object value) {
    if (value != null) {
      json.add(name, value.toString());
    }
  }

  private static String text(Waiting waiting) {
    return Long.toString(waiting.sendAt().toEpochMilli(), 36)
        + '-'
        + Long.toString(waiting.place().number(), 36);
  }

  /** Parses the end of the previous page, as {@link #page} wrote it. */
  static Place place(@Nullable String text) {
    if (text == null) {
      return Place.START;
    }
    Matcher matcher = PLACE.matcher(text);
    if (matcher.matches()) {
      try {
        return new Place(
            Instant.ofEpochMilli(Long.parseLong(matcher.group(1), 36)),
            Long.parseLong(matcher.group(2), 36));
      } catch (NumberFormatException tooBig) {
        // falls through: thirteen digits in base 36 may exceed a long
      }
    }
    throw Problem.badRequest("'after' must be the 'next' of the previous page.");
  }
}
