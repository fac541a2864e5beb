package io.reddot.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nginx of {@code server-config/docker/compose.nodes.yaml}, without its container. */
class DockerNginxTest {
  private static final String REQUEST =
      "GET /reddot/api/poll HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @Test
  void passesRequestsOnToBothNodes(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(RunningProxy.NGINX), "nginx is not installed");
    try (RecordingServer node1 = new RecordingServer();
        RecordingServer node2 = new RecordingServer();
        RunningProxy nginx = RunningProxy.dockerNginx(folder, node1.port(), node2.port())) {
      int before = node1.heard().size() + node2.heard().size();
      for (int i = 0; i < 4; i++) {
        String answer = nginx.say(REQUEST);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      }
      assertEquals(before + 4, node1.heard().size() + node2.heard().size());
      assertTrue(node1.heard().size() >= 2, "the first node got requests");
      assertTrue(node2.heard().size() >= 2, "the second node got requests");
    }
  }
}
