package io.reddot.it.mqtt;

import io.reddot.it.Await;
import io.reddot.it.DeployedWar;
import io.reddot.it.Site;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens clients to the server under test, and sees that nothing unexpected came to any of them. */
abstract class DeployedMqtt extends DeployedWar {
  /** Set for the server by the POM, and inherited by the tests. */
  static final int PORT =
      Integer.parseInt(System.getenv().getOrDefault("REDDOT_MQTT_PORT", "21883"));

  private final List<MqttClient> clients = new ArrayList<>();

  @BeforeEach
  final void awaitMqtt() throws Exception {
    Await.until("MQTT is spoken", DeployedMqtt::listens);
  }

  private static boolean listens() {
    try (Socket socket = new Socket(Site.LOCALHOST, PORT)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  final void nothingIsLeft() throws Exception {
    try {
      for (MqttClient client : clients) {
        client.endExhausted();
      }
    } finally {
      for (MqttClient client : clients) {
        client.close();
      }
    }
  }

  /** Connected to the port, but not said so yet. */
  final MqttClient open(Version version) throws IOException {
    MqttClient client = new MqttClient(PORT, version);
    clients.add(client);
    return client;
  }

  final MqttClient connect(Connect connect) throws Exception {
    MqttClient client = open(connect.version);
    client.connect(connect);
    return client;
  }

  /** With a session of its own, as who may do everything. */
  final MqttClient connect(Version version) throws Exception {
    return connect(new Connect(version, newClientId()));
  }

  static String newClientId() {
    return "it" + UUID.randomUUID().toString().replace("-", "").substring(0, 18);
  }

  /** For what takes its time by definition: an interval that has to pass. */
  static void pass(Duration interval) throws Exception {
    long end = System.nanoTime() + interval.toNanos();
    Await.until("time passes", () -> System.nanoTime() - end > 0);
  }
}
