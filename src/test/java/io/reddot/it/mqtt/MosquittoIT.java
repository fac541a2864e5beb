package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reddot.fixture.OneServer;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools that everybody has, as a shell would run them. */
@Tag(OneServer.TAG)
class MosquittoIT extends DeployedMqtt {
  private final String topic = newTopic();

  @BeforeAll
  static void toolsAreThere() {
    boolean there =
        Files.isExecutable(Path.of("/usr/bin/mosquitto_pub"))
            && Files.isExecutable(Path.of("/usr/bin/mosquitto_sub"));
    if (System.getenv("CI") == null) {
      assumeTrue(there, "mosquitto-clients is not installed");
    }
    assertTrue(there, "CI has mosquitto-clients");
  }

  private static void publish(String version, String... arguments) throws Exception {
    try (Tool pub = new Tool("mosquitto_pub", version, arguments)) {
      pub.awaitSuccess();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void publishAndSubscribeAtEachQuality(String version) throws Exception {
    try (Tool sub =
        new Tool(
            "mosquitto_sub",
            version,
            "-d",
            "-q",
            "2",
            "-t",
            topic + "/+",
            "-C",
            "4",
            "-F",
            "%t %q %r %p")) {
      sub.awaitSubscribed();
      for (int qos = 0; qos <= 2; qos++) {
        publish(version, "-q", "" + qos, "-t", topic + "/é", "-m", "小红点 " + qos);
        assertEquals(topic + "/é " + qos + " 0 小红点 " + qos, sub.line());
      }
      site().publish(topic + "/http", "from HTTP");
      assertEquals(topic + "/http 2 0 \"from HTTP\"", sub.line());
      sub.awaitSuccess();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void retain(String version) throws Exception {
    publish(version, "-r", "-q", "1", "-t", topic, "-m", "kept");
    try (Tool sub =
        new Tool("mosquitto_sub", version, "-q", "1", "-t", topic, "-C", "1", "-F", "%r %p")) {
      assertEquals("1 kept", sub.line());
      sub.awaitSuccess();
    }
    publish(version, "-r", "-n", "-t", topic);
    try (Tool sub = new Tool("mosquitto_sub", version, "-d", "-t", topic, "-C", "1")) {
      sub.awaitSubscribed();
      publish(version, "-t", topic, "-m", "live");
      assertEquals("live", sub.line());
      sub.awaitSuccess();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void goOnWithASessionThatWasCutOff(String version) throws Exception {
    String[] arguments = {"-d", "-c", "-i", newClientId(), "-q", "2", "-t", topic, "-F", "%q %p"};
    if (version.equals("mqttv5")) {
      arguments = with(arguments, "-x", "300");
    }
    try (Tool sub = new Tool("mosquitto_sub", version, arguments)) {
      sub.awaitSubscribed();
      publish(version, "-q", "1", "-t", topic, "-m", "before");
      assertEquals("1 before", sub.line());
    }
    publish(version, "-q", "1", "-t", topic, "-m", "meanwhile 1");
    publish(version, "-q", "2", "-t", topic, "-m", "meanwhile 2");
    try (Tool sub = new Tool("mosquitto_sub", version, with(arguments, "-C", "3"))) {
      assertEquals("1 meanwhile 1", sub.line());
      assertEquals("2 meanwhile 2", sub.line());
      publish(version, "-q", "2", "-t", topic, "-m", "again");
      assertEquals("2 again", sub.line());
      sub.awaitSuccess();
    }
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void leaveAWillWhenTheyAreKilled(String version) throws Exception {
    try (Tool witness = new Tool("mosquitto_sub", version, "-d", "-t", topic, "-C", "1")) {
      witness.awaitSubscribed();
      try (Tool victim =
          new Tool(
              "mosquitto_sub",
              version,
              "-d",
              "-t",
              topic + "/x",
              "--will-topic",
              topic,
              "--will-payload",
              "killed")) {
        victim.awaitSubscribed();
      }
      assertEquals("killed", witness.line());
      witness.awaitSuccess();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void takeALargeMessageAndManyLines(String version) throws Exception {
    Path file = Files.createTempFile("mqtt", ".txt");
    try (Tool sub =
        new Tool("mosquitto_sub", version, "-d", "-q", "1", "-t", topic, "-C", "1001")) {
      sub.awaitSubscribed();
      String large = "0123456789abcdef".repeat(1 << 16);
      Files.writeString(file, large);
      publish(version, "-q", "1", "-t", topic, "-f", file.toString());
      assertEquals(large, sub.line());
      for (int i = 0; i < 1000; i += 100) {
        site().publishNumbers(topic, i, i + 100);
      }
      for (int i = 0; i < 1000; i++) {
        assertEquals(Integer.toString(i), sub.line());
      }
      sub.awaitSuccess();
    } finally {
      Files.delete(file);
    }
  }
}
