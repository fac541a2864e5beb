package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.DeployedMqtt;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * mqtt.js, which pages and Node programs use; the script that it runs has the assertions. The build
 * has installed it for the page.
 */
class MqttJsIT extends DeployedMqtt {
  private static final Path SCRIPT =
      Path.of(System.getProperty("reddot.project"), "src/test/node/peer.cjs");
  private static final Path PACKAGES =
      Path.of(System.getProperty("reddot.war")).resolveSibling("npm/node_modules");

  @ParameterizedTest
  @CsvSource({"tcp, 4", "tcp, 5", "ws, 4", "ws, 5"})
  void exchangesMessagesAndComesBackToItsSession(String carrier, String version) throws Exception {
    String address =
        carrier.equals("tcp")
            ? "mqtt://" + Site.LOCALHOST + ":" + PORT
            : site().webSocket("api/mqtt").toString();
    ProcessBuilder node =
        new ProcessBuilder("node", SCRIPT.toString(), address, Site.TOKEN, version, newTopic());
    node.environment().put("NODE_PATH", PACKAGES.toString());
    Process process = node.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
