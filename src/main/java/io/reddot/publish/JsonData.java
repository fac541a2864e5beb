package io.reddot.publish;

import io.reddot.message.JsonText;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;

/**
 * Writes JSON in one line without white space, numbers with all their digits. Our own, because the
 * providers write half characters as they are, which no database and no UTF-8 would keep.
 */
final class JsonData {
  private JsonData() {}

  static String compact(JsonValue value) {
    StringBuilder to = new StringBuilder();
    write(value, to);
    return to.toString();
  }

  private static void write(JsonValue value, StringBuilder to) {
    if (value instanceof JsonObject object) {
      char separator = '{';
      for (Map.Entry<String, JsonValue> member : object.entrySet()) {
        to.append(separator);
        JsonText.quote(member.getKey(), to);
        to.append(':');
        write(member.getValue(), to);
        separator = ',';
      }
      to.append(separator == '{' ? "{}" : "}");
    } else if (value instanceof JsonArray array) {
      char separator = '[';
      for (JsonValue element : array) {
        to.append(separator);
        write(element, to);
        separator = ',';
      }
      to.append(separator == '[' ? "[]" : "]");
    } else if (value instanceof JsonString string) {
      JsonText.quote(string.getString(), to);
    } else {
      to.append(value); // a number or a literal
    }
  }
}
