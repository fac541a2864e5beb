package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  /**
   * Whatever the string: a JSON reader gets it back, and no line break or half character is raw.
   */
  @Property
  void readsBackAndStandsInOneLine(@ForAll String text) {
    String quoted = JsonText.quote(text);
    try (var reader = Json.createReader(new StringReader(quoted))) {
      assertEquals(text, ((JsonString) reader.readValue()).getString());
    }
    assertTrue(quoted.chars().allMatch(c -> c >= ' '));
    byte[] utf8 = quoted.getBytes(StandardCharsets.UTF_8);
    assertEquals(quoted, new String(utf8, StandardCharsets.UTF_8));
  }

  @Test
  void saysAProblemAsRfc9457Does() {
    String json = Problem.conflict("The \"id\" is taken.").toJson();
    try (var reader = Json.createReader(new StringReader(json))) {
      JsonObject problem = reader.readObject();
      assertEquals("about:blank", problem.getString("type"));
      assertEquals("Conflict", problem.getString("title"));
      assertEquals(409, problem.getInt("status"));
      assertEquals("The \"id\" is taken.", problem.getString("detail"));
    }
  }
}
