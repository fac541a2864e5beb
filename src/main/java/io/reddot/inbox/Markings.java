package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.inbox.Inbox.Count;
import io.reddot.json.JsonData;
import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Problem;
import io.reddot.web.Body;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Reads what clients want to do with their inbox: {@code ids}, {@code cursors}, {@code upTo} or
 * {@code all}.
 */
public final class Markings {
  private static final Set<String> MEMBERS = Set.of("ids", "cursors", "upTo", "all");

  private Markings() {}

  /**
   * @throws Problem (400) that says what is wrong with it
   */
  static JsonObject parse(byte[] body) {
    String text = Body.utf8(body);
    if (text != null && JsonData.parse(text) instanceof JsonObject object) {
      return object;
    }
    throw Problem.badRequest("The body is one JSON object, like {\"ids\":[\"...\"]}.");
  }

  /**
   * Reads, as {@code said} says in exactly one of its members.
   *
   * @throws Problem (400) that says what is wrong with it
   */
  public static CompletionStage<Count> read(Inbox inbox, Caller caller, JsonObject said) {
    if (said.size() != 1 || !MEMBERS.containsAll(said.keySet())) {
      throw Problem.badRequest("Say what is read by one of 'ids', 'cursors', 'upTo' and 'all'.");
    }
    if (said.containsKey("ids") || said.containsKey("cursors")) {
      return mark(inbox, caller, Mark.READ, said);
    }
    if (said.get("upTo") instanceof JsonString cursor) {
      return inbox.readUpTo(caller, Cursor.parse(cursor.getString()));
    }
    if (said.get("all") == JsonValue.TRUE) {
      return inbox.readAll(caller);
    }
    throw Problem.badRequest("'upTo' is a cursor, and 'all' is true.");
  }

  /**
   * Marks the messages that {@code said} names.
   *
   * @throws Problem (400) if there is anything but ids or cursors
   */
  static CompletionStage<Count> mark(Inbox inbox, Caller caller, Mark mark, JsonObject said) {
    if (said.containsKey("cursors")) {
      return inbox.markAt(
          caller, mark, strings(said, "cursors").stream().map(Cursor::parse).toList());
    }
    return inbox.mark(caller, mark, strings(said, "ids"));
  }

  private static List<String> strings(JsonObject said, String name) {
    if (said.size() == 1
        && said.get(name) instanceof JsonArray names
        && names.stream().allMatch(JsonString.class::isInstance)) {
      return names.getValuesAs(JsonString.class).stream()
          .map(JsonString::getString)
          .distinct()
          .toList();
    }
    throw Problem.badRequest("Say which by 'ids' or 'cursors' alone, an array of strings.");
  }
}
