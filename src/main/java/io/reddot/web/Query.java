package io.reddot.web;

import io.reddot.message.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request's address, decoded as UTF-8. Red Dot parses it itself, because containers
 * disagree on the charset. This also leaves the body unread, whereas asking the request for a
 * parameter may read it. Immutable.
 */
public final class Query {
  private final Map<String, List<String>> parameters;

  private Query(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /**
   * @param raw the query as it was sent, percent-encoded; null if there is none
   * @throws Problem (400) if it is not percent-encoded UTF-8
   */
  public static Query parse(@Nullable String raw) {
    Map<String, List<String>> parameters = new HashMap<>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      }
    }
    return new Query(parameters);
  }

  /**
   * Refuses a query that JAX-RS would alter: it reads {@code %ff} as another character.
   *
   * @throws Problem (400) if it is not percent-encoded UTF-8
   */
  static void check(@Nullable String raw) {
    if (raw != null) {
      String unused = decode(raw);
    }
  }

  private static String decode(String text) {
    return Escapes.decode("query", text, true);
  }

  /**
   * Returns the value of a parameter that a call needs.
   *
   * @throws Problem (400) if it was left out
   */
  public static String needed(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw Problem.badRequest("The query has no parameter '" + name + "'.");
    }
    return value;
  }

  /** Returns the first value of the parameter; null if there is none. */
  public @Nullable String first(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.get(0);
  }

  /** Returns all values of the parameter, in order. */
  public List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }
}
