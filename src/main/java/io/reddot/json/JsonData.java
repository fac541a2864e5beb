package io.reddot.json;

import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses JSON strictly, builds it, and writes it in one line. Stateless. */
public final class JsonData {
  /** Created once, because each call of {@link Json} searches the class path for a provider. */
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());

  /** Deeper JSON overflows the stack of some providers. */
  public static final int MAX_DEPTH = 1_000;

  private JsonData() {}

  /** Returns a builder of an object. */
  public static JsonObjectBuilder object() {
    return BUILDERS.createObjectBuilder();
  }

  /** Returns a builder of an array. */
  public static JsonArrayBuilder array() {
    return BUILDERS.createArrayBuilder();
  }

  /** Returns a builder of an array of strings. */
  public static JsonArrayBuilder array(Collection<String> strings) {
    return BUILDERS.createArrayBuilder(strings);
  }

  /** As {@link #parse(String, int)}, with the greatest depth that stored JSON can have. */
  public static @Nullable JsonValue parse(String text) {
    return parse(text, MAX_DEPTH);
  }

  /**
   * Returns the single JSON value in {@code text}; null if it is not JSON, or if anything follows
   * the value.
   *
   * @param depth the allowed nesting depth, at most {@value #MAX_DEPTH}
   * @throws Problem (400) if it nests deeper; checked before parsing
   */
  public static @Nullable JsonValue parse(String text, int depth) {
    checkDepth(text, depth);
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      parser.next();
      JsonValue value = parser.getValue();
      // A JsonReader stops after the value; only the parser tells whether anything follows.
      return parser.hasNext() ? null : value;
    } catch (RuntimeException notJson) {
      // Not only a JsonException: Parsson's depth limit is a plain RuntimeException, an empty text
      // a NoSuchElementException.
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
              "The JSON nests too deeply: at most %,d levels are allowed.".formatted(most));
        }
      } else if (c == ']' || c == '}') {
        depth--;
      }
    }
  }

  /**
   * Writes without white space; numbers keep all their digits. JSON-P's own writers are not used,
   * because they write unpaired surrogates unescaped, which neither a database nor UTF-8 can store.
   */
  public static String compact(JsonObjectBuilder object) {
    return compact(object.build());
  }

  /** As {@link #compact(JsonObjectBuilder)}. */
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
