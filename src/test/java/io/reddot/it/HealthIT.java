package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What probes are told. Servers of its own: one is drained, which only a restart ends, and one
 * lacks its MQTT port.
 */
class HealthIT {
  @TempDir Path folder;

  private static HttpResponse<String> withoutToken(ServerProcess server) throws Exception {
    return Site.HTTP.send(
        HttpRequest.newBuilder(server.site().uri("api/health")).build(), BodyHandlers.ofString());
  }

  /** The status that the server itself answers, and our own check in its answer. */
  private static int probe(ServerProcess server, String probe) throws Exception {
    HttpResponse<String> answer = server.health(probe);
    JsonObject all = Site.object(answer.body());
    List<JsonObject> ours =
        all.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
            .filter(check -> check.getString("name").equals("reddot-" + probe))
            .toList();
    assertEquals(1, ours.size(), answer.body());
    assertEquals(
        answer.statusCode() == 200 ? "UP" : "DOWN", ours.get(0).getString("status"), answer.body());
    return answer.statusCode();
  }

  @Test
  void isReadyUntilItIsDrained() throws Exception {
    Path file = folder.resolve("drain");
    try (ServerProcess server =
        ServerProcess.configured(
            "health", "reddot.cli", Map.of("REDDOT_DRAIN_FILE", file.toString()))) {
      HttpResponse<String> up = withoutToken(server);
      assertEquals(200, up.statusCode());
      assertEquals("{\"status\":\"UP\"}", up.body());
      assertEquals("application/json", up.headers().firstValue("Content-Type").orElse(""));
      assertEquals(200, probe(server, "live"));
      assertEquals(200, probe(server, "ready"));
      assertEquals(200, probe(server, "started"));

      Files.createFile(file);
      Await.until("not ready", () -> withoutToken(server).statusCode() == 503);
      assertEquals("{\"status\":\"DOWN\"}", withoutToken(server).body());
      assertEquals(503, probe(server, "ready"));
      assertEquals(200, probe(server, "live"), "it must not be restarted while it drains");
      assertProblem(503, server.site().get("api/poll?topic=x"));
      assertEquals(200, server.site().post("{\"topic\":\"x\",\"data\":1}").statusCode());
      Await.until("drained", () -> Files.readString(server.log()).contains("node is drained"));
    }
  }

  @Test
  void isNotReadyWithoutItsMqttPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        ServerProcess server =
            ServerProcess.configured(
                "no-mqtt",
                "reddot.cli",
                Map.of("REDDOT_MQTT_PORT", Integer.toString(taken.getLocalPort())))) {
      assertEquals(503, withoutToken(server).statusCode());
      assertEquals(503, probe(server, "ready"));
      String ready = server.health("ready").body();
      assertTrue(ready.contains("The MQTT port " + taken.getLocalPort() + " is not open."), ready);
      assertEquals(200, server.site().get("api/poll?topic=x").statusCode(), "the rest works");
    }
  }
}
