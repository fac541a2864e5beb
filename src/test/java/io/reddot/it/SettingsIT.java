package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
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
    }
  }
}
