package io.reddot.inbox;

import io.reddot.json.JsonData;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The members of a message's data that inboxes know. Data belongs to the publisher, so anything but
 * a string of 1 to {@value #MAX_LENGTH} characters is no such member, rather than an error.
 * Immutable.
 *
 * @param collapse of the messages of one topic with the same key, an inbox shows only the newest;
 *     null: none
 * @param category an inbox can be narrowed to it; null: none
 */
record DataMembers(@Nullable String collapse, @Nullable String category) {
  /** The longest text, in characters; it is stored with each message. */
  static final int MAX_LENGTH = 200;

  private static final String COLLAPSE = "collapse";
  private static final String CATEGORY = "category";
  private static final DataMembers NONE = new DataMembers(null, null);

  static DataMembers of(Message message) {
    String data = message.data();
    if (message.encoding() != Encoding.JSON || !mentions(data, COLLAPSE, CATEGORY)) {
      return NONE; // most messages are not parsed
    }
    return JsonData.parse(data) instanceof JsonObject object
        ? new DataMembers(text(object.get(COLLAPSE)), text(object.get(CATEGORY)))
        : NONE;
  }

  private static boolean mentions(String data, String one, String other) {
    return data.contains('"' + one + '"') || data.contains('"' + other + '"');
  }

  private static @Nullable String text(@Nullable JsonValue value) {
    return value instanceof JsonString text
            && !text.getString().isEmpty()
            && text.getString().length() <= MAX_LENGTH
        ? text.getString()
        : null;
  }
}
