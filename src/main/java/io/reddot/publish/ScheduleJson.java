package io.reddot.publish;

import io.reddot.log.ScheduleStore.Place;
import io.reddot.log.ScheduleStore.Waiting;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What waits for its time, as clients see it. */
final class ScheduleJson {
  private static final Pattern PLACE = Pattern.compile("([0-9a-z]{1,13})-([0-9a-z]{1,13})");

  private ScheduleJson() {}

  /** {@code {"scheduled":[...],"next":"..."}}; without {@code next} it was the last page. */
  static String page(List<Waiting> page) {
    String all = page.stream().map(ScheduleJson::of).collect(Collectors.joining(","));
    String next = page.isEmpty() ? "" : ",\"next\":\"" + text(page.get(page.size() - 1)) + '"';
    return "{\"scheduled\":[" + all + "]" + next + "}";
  }

  static String of(Waiting waiting) {
    Draft draft = waiting.draft();
    StringBuilder json = new StringBuilder(draft.size() + 192);
    json.append("{\"id\":");
    JsonText.quote(draft.id(), json);
    json.append(",\"sendAt\":\"").append(waiting.sendAt()).append("\",\"topic\":");
    JsonText.quote(draft.topic().name(), json);
    appendText("event", draft.event(), json);
    appendText("sender", draft.sender(), json);
    if (draft.expiresAt() != null) {
      json.append(",\"expiresAt\":\"").append(draft.expiresAt()).append('"');
    }
    if (draft.retain()) {
      json.append(",\"retain\":true");
    }
    if (waiting.held()) {
      json.append(",\"held\":true");
    }
    if (draft.encoding() == Encoding.BASE64) {
      json.append(",\"encoding\":\"base64\"");
    }
    return json.append(",\"data\":").append(draft.data()).append('}').toString();
  }

  private static void appendText(String name, @Nullable String text, StringBuilder json) {
    if (text != null) {
      json.append(",\"").append(name).append("\":");
      JsonText.quote(text, json);
    }
  }

  private static String text(Waiting waiting) {
    return Long.toString(waiting.sendAt().toEpochMilli(), 36)
        + '-'
        + Long.toString(waiting.place().number(), 36);
  }

  /** Where the page before ended, as {@link #page} said. */
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
        // falls through: thirteen digits of base 36 may exceed a long
      }
    }
    throw Problem.badRequest("'after' is what the page before said as 'next'.");
  }
}
