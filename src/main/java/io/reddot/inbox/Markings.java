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
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of clients to mark messages of their inbox, which name them by {@code ids},
 * {@code cursors}, {@code upTo} or {@code all}. Stateless.
 */
public final class Markings {
  private static final Set<String> MEMBERS = Set.of("ids", "cursors", "upTo", "all");

  private Markings() {}

  /**
   * Parses the body of a request.
   *
   * @throws Problem (400) if it is not one JSON object
   */
  static JsonObject parse(byte[] body) {
    String text = Body.utf8(body);
    if (text != null && JsonData.parse(text) instanceof JsonObject object) {
      return object;
    }
    throw Problem.badRequest("The body must be one JSON object, such as {\"ids\":[\"...\"]}.");
  }

  /**
   * Marks messages as read.
   *
   * @param request has exactly one of the members
   * @throws Problem (400) if it has another form
   */
  public static CompletionStage<Count> read(Inbox inbox, Caller caller, JsonObject request) {
    if (request.size() != 1 || !MEMBERS.containsAll(request.keySet())) {
      throw Problem.badRequest(
          "Name the messages to mark by exactly one of 'ids', 'cursors', 'upTo' and 'all'.");
    }
    if (request.containsKey("ids") || request.containsKey("cursors")) {
      return mark(inbox, caller, Mark.READ, request);
    }
    Cursor upTo = upTo(request);
    return upTo == null ? inbox.readAll(caller) : inbox.readUpTo(caller, upTo);
  }

  /**
   * Marks messages as seen.
   *
   * @param request has either {@code upTo} or {@code all}
   * @throws Problem (400) if it has another form
   */
  static CompletionStage<Count> seen(Inbox inbox, Caller caller, JsonObject request) {
    if (request.size() != 1) {
      throw Problem.badRequest(
          "Name the messages that were seen by exactly one of 'upTo' and 'all'.");
    }
    return inbox.seen(caller, upTo(request));
  }

  /** Returns the cursor up to which messages are marked; null: all. */
  private static @Nullable Cursor upTo(JsonObject request) {
    if (request.get("upTo") instanceof JsonString cursor) {
      return Cursor.parse(cursor.getString());
    }
    if (request.get("all") == JsonValue.TRUE) {
      return null;
    }
    throw Problem.badRequest("'upTo' must be a cursor; 'all' must be true.");
  }

  /**
   * Marks messages.
   *
   * @param request has either {@code ids} or {@code cursors}
   * @throws Problem (400) if it has another form
   */
  static CompletionStage<Count> mark(Inbox inbox, Caller caller, Mark mark, JsonObject request) {
    if (request.containsKey("cursors")) {
      return inbox.markAt(
          caller, mark, strings(request, "cursors").stream().map(Cursor::parse).toList());
    }
    return inbox.mark(caller, mark, strings(request, "ids"));
  }

  private static List<String> strings(JsonObject request, String name) {
    if (request.size() == 1
        && request.get(name) instanceof JsonArray names
        && names.stream().allMatch(JsonString.class::isInstance)) {
      return names.getValuesAs(JsonString.class).stream()
          .map(JsonString::getString)
          .distinct()
          .toList();
    }
    throw Problem.badRequest(
        "Name the messages by either 'ids' or 'cursors', which must be an array of strings.");
  }
}
