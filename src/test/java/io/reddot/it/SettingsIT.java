package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What depends on how the server was configured. */
class SettingsIT {

  @Test
  void withoutAKeyEveryCallSaysWhatToConfigure() throws Exception {
    try (ServerProcess server =
        new ServerProcess("unconfigured", Map.of("REDDOT_JWT_SECRET", "", "REDDOT_DEMO", ""))) {
      for (String path :
          List.of(
              "api/messages",
              "api/poll",
              "api/long-poll",
              "api/iframe",
              "api/sse",
              "api/websocket",
              "api/presence",
              "api/demo/token",
              "api/nothing")) {
        HttpResponse<String> response = server.site().get(path);
        assertProblem(503, response);
        assertTrue(response.body().contains("reddot.jwt.secret"), response.body());
      }
      assertProblem(503, server.site().post("{\"topic\":\"a\",\"data\":1}"));
      assertEquals(200, server.site().get("index.jsp").statusCode());
      assertEquals(
          1,
          Files.readString(server.log())
              .lines()
              .filter(line -> line.contains("set reddot.jwt.secret"))
              .count(),
          "said once in the log");
    }
  }

  /** Nothing of the application has run: there is no file, no port and no thread of it. */
  @Test
  void wrongSettingsFailTheDeploymentTogetherAndLeaveNothing() throws Exception {
    Map<String, String> settings =
        Map.of(
            "REDDOT_RETENTION_DAYS", "-5",
            "REDDOT_PROXIES", "10.0.0.0/99",
            "REDDOT_DATABASE_URL", "jdbc:oracle:thin:@db",
            "REDDOT_RETENTION_DAY", "7");
    try (ServerProcess server = ServerProcess.failing("wrong-settings", settings)) {
      List<String> sentences =
          List.of(
              "reddot.retention.days (REDDOT_RETENTION_DAYS) is \"-5\"; it must be ",
              "reddot.proxies (REDDOT_PROXIES) is \"10.0.0.0/99\"; it must be ",
              "reddot.database.url (REDDOT_DATABASE_URL) is ");
      Await.until(
          "it has failed",
          ServerProcess.STARTING,
          () -> sentences.stream().allMatch(log(server)::contains));
      assertTrue(log(server).contains("REDDOT_RETENTION_DAY "), "an unknown one is warned of");
      assertTrue(server.fails(), "it serves nothing");
      assertFalse(Files.exists(server.log().resolveSibling("data")), "no file was made");
      assertThrows(
          ConnectException.class,
          () -> new Socket(Site.LOCALHOST, server.site().mqttPort()).close());
      assertFalse(server.threads().contains("\"reddot-"), "no thread was started");
    }
  }

  private static String log(ServerProcess server) throws IOException {
    return Files.readString(server.log());
  }

  /** What serves on a container whose streams we do not know. */
  @Test
  void deliversThroughThePlainEventSinkWhenToldTo() throws Exception {
    try (ServerProcess server =
        new ServerProcess("portable", Map.of("REDDOT_SSE_PORTABLE", "true"))) {
      String start = server.site().head();
      server.site().post("{\"topic\":\"it/portable\",\"data\":1}");
      try (Subscriber subscriber = Transport.SSE.subscribe(server.site(), start, "it/portable")) {
        assertTrue(subscriber.hello().getBoolean("recovered"));
        assertEquals(List.of(1), subscriber.numbers(1));
        for (int i = 2; i <= 10; i++) {
          server.site().post("{\"topic\":\"it/portable\",\"data\":%d}".formatted(i));
        }
        assertEquals(List.of(2, 3, 4, 5, 6, 7, 8, 9, 10), subscriber.numbers(9));
        assertTrue(server.site().get("api/presence").body().contains("\"sse\""));
        subscriber.closeExhausted();
      }
      Await.until(
          "the client that left is gone from presence",
          () -> !server.site().get("api/presence").body().contains("\"sse\""));
    }
  }
}
