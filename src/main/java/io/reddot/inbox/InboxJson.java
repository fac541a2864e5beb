package io.reddot.inbox;

import io.reddot.inbox.InboxStore.InboxEntry;
import io.reddot.inbox.InboxStore.InboxPage;
import io.reddot.json.JsonData;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import io.reddot.session.Envelope;
import io.reddot.web.Body;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Writes inboxes and groups as JSON. Stateless. */
final class InboxJson {
  private InboxJson() {}

  /**
   * Returns a page of an inbox.
   *
   * @param at the position at which the page's unread count is correct
   */
  static String page(InboxPage page, Cursor at) {
    return page.entries().stream()
        .map(InboxJson::entry)
        .collect(
            Collectors.joining(
                ",",
                "{\"messages\":[",
                "],\"unread\":%d,\"unseen\":%d,\"cursor\":\"%s\",\"more\":%s}"
                    .formatted(page.unread().count(), page.unread().unseen(), at, page.more())));
  }

  /**
   * Returns the envelope as streams send it, with the reader's state of the message. The state is
   * appended to the text of the envelope, which saves parsing it.
   */
  private static String entry(InboxEntry entry) {
    String envelope = new Envelope.OfMessage(entry.message()).json();
    StringBuilder json = new StringBuilder(envelope.length() + 64);
    json.append(envelope, 0, envelope.length() - 1);
    String sender = entry.message().sender();
    if (sender != null) {
      json.append(",\"sender\":");
      JsonText.quote(sender, json);
    }
    json.append(",\"read\":").append(entry.read());
    json.append(",\"seen\":").append(entry.seen());
    if (entry.collapsed() > 0) {
      json.append(",\"collapsed\":").append(entry.collapsed());
    }
    return json.append(",\"archived\":").append(entry.archived()).append('}').toString();
  }

  /**
   * Parses {@code {"users":["a","b"]}}; repeated names count once.
   *
   * @param most the largest number of users
   * @throws Problem (400) if it is malformed, or has no users or too many
   */
  static Set<String> users(byte[] json, int most) {
    String text = Body.utf8(json);
    if (text != null
        && JsonData.parse(text) instanceof JsonObject object
        && object.keySet().equals(Set.of("users"))
        && object.get("users") instanceof JsonArray array
        && array.stream().allMatch(JsonString.class::isInstance)
        && !array.isEmpty()
        && array.size() <= most) {
      Set<String> users = new LinkedHashSet<>();
      array.getValuesAs(JsonString.class).forEach(user -> users.add(user.getString()));
      return users;
    }
    throw Problem.badRequest(
        "The body must be {\"users\":[\"…\"]} with 1 to %,d names.".formatted(most));
  }

  /**
   * Returns a page of names, each with a number.
   *
   * @param list the name of the array
   * @param name the member of each object that holds its name
   * @param all the names; one more than {@code limit} if there is another page
   * @param limit the largest number of names in the page
   * @param value adds the number to a name's object
   */
  static String numbered(
      String list,
      String name,
      Map<String, Long> all,
      int limit,
      BiConsumer<JsonObjectBuilder, Long> value) {
    JsonArrayBuilder page = JsonData.array();
    all.entrySet().stream()
        .limit(limit)
        .forEach(
            one -> {
              JsonObjectBuilder json = JsonData.object().add(name, one.getKey());
              value.accept(json, one.getValue());
              page.add(json);
            });
    return JsonData.compact(JsonData.object().add(list, page).add("more", all.size() > limit));
  }
}
