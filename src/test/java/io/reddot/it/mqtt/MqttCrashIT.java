package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.KilledServer;
import io.reddot.fixture.Locks;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The server is killed with {@code kill -9}, in the middle of what a kept session gets and says.
 */
@ResourceLock(Locks.PROCESSORS)
class MqttCrashIT {
  private static final String TOPIC = "it/crash";
  private static final String WRITTEN = "it/written";

  /** How many packets the client takes before each crash: each time at another point. */
  private static final int[] CUTS = {37, 55, 84};

  private static final int A_ROUND = 60;

  /**
   * Shared by the tests, because each start costs a boot; each test has topics and clients of its
   * own.
   */
  @RegisterExtension static final KilledServer server = new KilledServer("mqtt-crash");

  /** QoS 1 and 2 through the same crashes. */
  @Test
  @Statement({"MQTT-4.3.2-1", "MQTT-4.3.3-8", "MQTT-4.3.3-10", "MQTT-4.4.0-1"})
  void losesNothingAndRepeatsNothingOfQos2() throws Exception {
    Reader[] readers = {new Reader(1), new Reader(2)};
    MqttClient[] clients = new MqttClient[readers.length];
    for (int i = 0; i < readers.length; i++) {
      clients[i] = connect("reader-" + i);
      clients[i].subscribe(TOPIC, i + 1);
    }
    for (int round = 0; round < CUTS.length; round++) {
      server.site().publishNumbers(TOPIC, round * A_ROUND, (round + 1) * A_ROUND);
      for (int i = 0; i < readers.length; i++) {
        readers[i].take(clients[i], CUTS[round]);
      }
      server.kill();
      for (MqttClient client : clients) {
        client.close();
      }
      server.start();
      for (int i = 0; i < readers.length; i++) {
        clients[i] = connect("reader-" + i);
      }
    }
    for (int i = 0; i < readers.length; i++) {
      readers[i].takeAll(clients[i], CUTS.length * A_ROUND);
      readers[i].assertGotAll(CUTS.length * A_ROUND);
      clients[i].disconnect();
    }
  }

  private static MqttClient connect(String id) throws Exception {
    MqttClient client = new MqttClient(server.site().mqttPort(), Version.V5);
    client.connect(new Connect(Version.V5, id).persistent());
    return client;
  }

  /** It stops in order first, and is killed afterwards. */
  @Test
  @Statement({"MQTT-3.14.0-1", "MQTT-4.3.3-4", "MQTT-4.3.3-10", "MQTT-4.4.0-1"})
  void saysGoodbyeWhenItStopsAndStoresOnceWhatIsPublishedAgainWithQos2() throws Exception {
    MqttClient reader = connect("reader");
    stopsInOrderAndGoesOnAfterwards(reader);
    MqttClient client = connect("writer");
    for (int i = 1; i <= 20; i++) {
      client.send(new Publish(WRITTEN, "" + i).qos(2).id(i));
    }
    for (int i = 1; i <= 7; i++) {
      assertEquals(i, client.expect(Type.PUBREC).id());
    }
    client.ack(Type.PUBREL, 1);
    client.await(Type.PUBCOMP);
    server.kill();
    client.close();
    server.start();
    client = connect("writer");
    for (int i = 2; i <= 20; i++) {
      client.send(new Publish(WRITTEN, "" + i).qos(2).id(i).dup());
      assertEquals(i, client.expect(Type.PUBREC).id());
      client.ack(Type.PUBREL, i);
      assertEquals(i, client.expect(Type.PUBCOMP).id());
    }
    client.send(new Publish(WRITTEN, "21").qos(2).id(5)); // the packet id is free again
    assertEquals(5, client.expect(Type.PUBREC).id());
    assertEquals(
        IntStream.rangeClosed(1, 21).mapToObj(Integer::toString).toList(),
        server.site().history(WRITTEN).stream().map(MqttCrashIT::data).toList());
    client.close();
  }

  private static void stopsInOrderAndGoesOnAfterwards(MqttClient reader) throws Exception {
    String topic = "it/stop";
    reader.subscribe(topic, 1);
    server.site().publishNumbers(topic, 0, 3);
    for (int i = 0; i < 3; i++) {
      reader.message("" + i);
    }
    server.stop();
    reader.expectDisconnect(0x8b);
    reader.close();
    server.start();
    server.site().publishNumbers(topic, 3, 6);
    MqttClient again = connect("reader");
    for (int i = 3; i < 6; i++) {
      again.message("" + i);
    }
    again.expectNothing();
    again.disconnect();
  }

  private static String data(JsonObject message) {
    return message.getString("data");
  }
}
