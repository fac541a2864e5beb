package io.reddot.access;

import io.reddot.message.JsonText;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clients' JSON: read to the last character, written in one line. */
public final class JsonData {
  /** Kept, for each call of {@link Json} looks for its provider in all of the class path. */
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private JsonData() {}

  /**
   * The one value that {@code text} holds, or null if it is not JSON, has anything after the value,
   * or nests deeper than the provider follows.
   */
  public static @Nullable JsonValue parse(String text) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      parser.next();
      JsonValue value = parser.getValue();
      // Readers stop after the value; only the parser says whether anything follows.
      return parser.hasNext() ? null : value;
    } catch (RuntimeException notJson) {
      // Parsson's limit of depth is a plain RuntimeException, an empty text a
      // NoSuchElementException.
      return null;
    }
  }

  /**
   * Without white space, numbers with all their digits. Our own, because the providers write half
   * characters as they are, which no database and no UTF-8 would keep.
   */
  public static String compact(JsonValue value) {
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
