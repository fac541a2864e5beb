package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A server that writes its log as JSON has ids in fields of their own. */
class JsonLogIT {
  private static List<JsonObject> lines(ServerProcess server, String text) throws Exception {
    return Files.readAllLines(server.log()).stream()
        .filter(line -> line.startsWith("{") && line.contains(text))
        .map(Site::object)
        .toList();
  }

  /** The members of a line, and of the object in which WildFly has the fields. */
  private static JsonObject fields(JsonObject line) {
    return line.containsKey("mdc") ? line.getJsonObject("mdc") : line;
  }

  @Test
  void theUserOfALineIsAField() throws Exception {
    try (ServerProcess server = ServerProcess.loggingJson("json-log")) {
      String user = "mallory{0}" + UUID.randomUUID();
      Site mallory = server.site().as(Site.token(user, List.of(), List.of(), List.of()));
      assertEquals(403, mallory.post("{\"topic\":\"a\",\"data\":1}").statusCode());
      Await.until("logged", () -> !lines(server, "refused to publish").isEmpty());
      JsonObject line = lines(server, "refused to publish").get(0);
      assertEquals(user, fields(line).getString("user"));
      String sentence = line.getString(line.containsKey("message") ? "message" : "LogMessage");
      assertEquals(
          "refused to publish (" + user + "): ", sentence.substring(0, 23 + user.length()));
      for (JsonObject each : lines(server, "io.reddot.")) {
        assertFalse(
            !each.toString().contains("refused to publish") && fields(each).containsKey("user"),
            "the field has stayed behind: " + each);
      }
    }
  }
}
