package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whom the demo lets in, and that it cannot be left on by accident. */
class DemoIT {
  static HttpResponse<String> token(Site site, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(site.uri("api/demo/token?user=alice"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Site.HTTP.send(request.build(), BodyHandlers.ofString());
  }

  static Mqtt5ClientBuilder guest(Site site) {
    return Mqtt5Client.builder().serverHost(Site.LOCALHOST).serverPort(site.mqttPort());
  }

  static void comesAsGuestByWebSocket(Site site, Map<String, String> headers) {
    var client =
        guest(site)
            .serverPort(site.port())
            .webSocketConfig(
                MqttWebSocketConfig.builder()
                    .serverPath("reddot/api/mqtt")
                    .httpHeaders(headers)
                    .build())
            .buildBlocking();
    client.connect();
    client.disconnect();
  }

  @Test
  void letsInWhoIsOnThisMachineAndNoProxy() throws Exception {
    try (ServerProcess server = new ServerProcess("demo")) {
      Site site = server.site();
      assertEquals(200, token(site).statusCode());
      for (String header : new String[] {"X-Forwarded-For", "Forwarded", "Via"}) {
        assertProblem(403, token(site, header, "192.0.2.1"));
      }
      var tcp = guest(site).buildBlocking();
      tcp.connect();
      tcp.disconnect();
      comesAsGuestByWebSocket(site, Map.of());
      Mqtt5ConnAckException refused =
          assertThrows(
              Mqtt5ConnAckException.class,
              () -> comesAsGuestByWebSocket(site, Map.of("X-Forwarded-For", "192.0.2.1")));
      assertEquals(0x87, refused.getMqttMessage().getReasonCode().getCode());

      InetAddress other = otherAddress();
      assertThrows(IOException.class, () -> new Socket(other, site.mqttPort()).close());
      assertTrue(log("demo").contains("Red Dot runs in demo mode: anyone on this machine"));
    }
  }

  @Test
  void letsInEverybodyIfItIsTold() throws Exception {
    try (ServerProcess server =
        new ServerProcess("demo-remote", Map.of("REDDOT_DEMO_REMOTE", "true"))) {
      assertEquals(200, token(server.site(), "X-Forwarded-For", "192.0.2.1").statusCode());
      comesAsGuestByWebSocket(server.site(), Map.of("X-Forwarded-For", "192.0.2.1"));
      new Socket(otherAddress(), server.site().mqttPort()).close();
      assertTrue(server.site().get("").body().contains("who reaches this server"));
      assertTrue(log("demo-remote").contains("anyone who reaches it"));
    }
  }

  /** Neither what an administrator installs nor the WAR; the build, to try it out and to test. */
  @Test
  void nothingThatIsDeployedTurnsItOn() throws Exception {
    Path project = Path.of(System.getProperty("reddot.project"));
    try (Stream<Path> files =
        Stream.of("server-config", "src/main/resources", "webapp/WEB-INF").flatMap(DemoIT::walk)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        assertFalse(text.matches("(?is).*reddot[._]demo(?![a-z]*</code>).*"), file + "");
      }
    }
    String pom = Files.readString(project.resolve("pom.xml"));
    assertEquals(1, pom.split("<REDDOT_DEMO>", -1).length - 1, "only -Prun");
    assertFalse(pom.contains("DEMO_REMOTE"));
  }

  private static Stream<Path> walk(String folder) {
    try {
      Path project = Path.of(System.getProperty("reddot.project"));
      return Files.walk(project.resolve(folder)).filter(Files::isRegularFile);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String log(String server) throws IOException {
    return Files.readString(Path.of(System.getProperty("reddot.work"), server, "server.log"));
  }

  /** Of this machine, but not loopback's. */
  static InetAddress otherAddress() throws IOException {
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(other.isPresent(), "SKIPPED: this machine has no address but loopback");
    return other.get();
  }
}
