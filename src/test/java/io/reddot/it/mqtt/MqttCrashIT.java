package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Locks;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Reader;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import jakarta.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server is killed with {@code kill -9}, in the middle of what a kept session gets and says.
 */
@ResourceLock(Locks.PROCESSORS)
class MqttCrashIT {
  private static final String TOPIC = "it/crash";

  /** How many packets the client takes before each crash: each time at another point. */
  private static final int[] CUTS = {37, 55, 84};

  private static final int A_ROUND = 60;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Statement({"MQTT-4.3.2-1", "MQTT-4.3.3-8", "MQTT-4.3.3-10", "MQTT-4.4.0-1"})
  void losesNothingAndRepeatsNothingOfQos2(int qos) throws Exception {
    Reader reader = new Reader(qos);
    try (ServerProcess server = new ServerProcess("mqtt-crash-" + qos)) {
      MqttClient client = connect(server, "reader");
      client.subscribe(TOPIC, qos);
      for (int round = 0; round < CUTS.length; round++) {
        server.site().publishNumbers(TOPIC, round * A_ROUND, (round + 1) * A_ROUND);
        reader.take(client, CUTS[round]);
        server.kill();
        client.close();
        server.start();
        client = connect(server, "reader");
      }
      reader.takeAll(client, CUTS.length * A_ROUND);
      reader.assertGotAll(CUTS.length * A_ROUND);
      client.disconnect();
    }
  }

  private static MqttClient connect(ServerProcess server, String id) throws Exception {
    MqttClient client = new MqttClient(server.site().mqttPort(), Version.V5);
    client.connect(new Connect(Version.V5, id).persistent());
    return client;
  }

  @Test
  @Statement({"MQTT-4.3.3-4", "MQTT-4.3.3-10", "MQTT-4.4.0-1"})
  void storesOnceWhatIsPublishedAgainWithQos2() throws Exception {
    try (ServerProcess server = new ServerProcess("mqtt-crash-publisher")) {
      MqttClient client = connect(server, "writer");
      for (int i = 1; i <= 20; i++) {
        client.send(new Publish(TOPIC, "" + i).qos(2).id(i));
      }
      for (int i = 1; i <= 7; i++) {
        assertEquals(i, client.expect(Type.PUBREC).id());
      }
      client.ack(Type.PUBREL, 1);
      client.await(Type.PUBCOMP);
      server.kill();
      client.close();
      server.start();
      client = connect(server, "writer");
      for (int i = 2; i <= 20; i++) {
        client.send(new Publish(TOPIC, "" + i).qos(2).id(i).dup());
        assertEquals(i, client.expect(Type.PUBREC).id());
        client.ack(Type.PUBREL, i);
        assertEquals(i, client.expect(Type.PUBCOMP).id());
      }
      client.send(new Publish(TOPIC, "21").qos(2).id(5)); // the packet id is free again
      assertEquals(5, client.expect(Type.PUBREC).id());
      assertEquals(
          IntStream.rangeClosed(1, 21).mapToObj(Integer::toString).toList(),
          server.site().history(TOPIC).stream().map(MqttCrashIT::data).toList());
      client.close();
    }
  }

  @Test
  @Statement("MQTT-3.14.0-1")
  void saysGoodbyeWhenItStopsInOrderAndGoesOnAfterwards() throws Exception {
    try (ServerProcess server = new ServerProcess("mqtt-stop")) {
      MqttClient client = connect(server, "reader");
      client.subscribe(TOPIC, 1);
      server.site().publishNumbers(TOPIC, 0, 3);
      for (int i = 0; i < 3; i++) {
        client.message("" + i);
      }
      server.stop();
      client.expectDisconnect(0x8b);
      client.close();
      server.start();
      server.site().publishNumbers(TOPIC, 3, 6);
      client = connect(server, "reader");
      for (int i = 3; i < 6; i++) {
        client.message("" + i);
      }
      client.expectNothing();
      client.disconnect();
    }
  }

  private static String data(JsonObject message) {
    return message.getString("data");
  }
}
