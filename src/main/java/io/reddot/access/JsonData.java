package io.reddot.access;

import io.reddot.message.JsonText;
import io.reddot.message.Problem;
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

  /** What is deeper, not every provider follows: it ends with an error, or with the thread. */
  public static final int MAX_DEPTH = 1_000;

  private JsonData() {}

  /** As {@link #parse(String, int)}, as deep as anything that was taken may be. */
  public static @Nullable JsonValue parse(String text) {
    return parse(text, MAX_DEPTH);
  }

  /**
   * The one value that {@code text} holds, or null if it is not JSON or has anything after the
   * value.
   *
   * @param depth how deep it may nest, at most {@value #MAX_DEPTH}
   * @throws Problem (400) if it nests deeper; nothing of it has been parsed then
   */
  public static @Nullable JsonValue parse(String text, int depth) {
    checkDepth(text, depth);
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

  private static void checkDepth(String text, int most) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '[' || c == '{') {
        if (++depth > most) {
          throw Problem.badRequest(
              "The JSON nests too deep: at most %,d levels are taken.".formatted(most));
        }
      } else if (c == ']' || c == '}') {
        depth--;
      }
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
