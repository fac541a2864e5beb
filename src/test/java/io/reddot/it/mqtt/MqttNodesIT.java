package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.TwoNodes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Reader;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers on one PostgreSQL: an MQTT session belongs to the database, not to a server. */
@ResourceLock(TwoNodes.SHARED)
class MqttNodesIT {
  /** How many packets the client takes before it is cut off: each time at another point. */
  private static final int[] CUTS = {37, 55, 84, 12};

  private static final int A_ROUND = 60;

  private static TwoNodes nodes;
  private static ServerProcess one;
  private static ServerProcess other;

  @BeforeAll
  static void start() throws Exception {
    nodes = TwoNodes.shared();
    one = nodes.one();
    other = nodes.other();
  }

  private static MqttClient connect(ServerProcess node, String id) throws Exception {
    MqttClient client = new MqttClient(node.site().mqttPort(), Version.V5);
    client.send(new Connect(Version.V5, id).persistent().bytes());
    assertEquals(0, client.expect(Type.CONNACK).code());
    return client;
  }

  /** Each time it is cut off in the middle, and what it missed is published on either node. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Statement({"MQTT-4.3.2-1", "MQTT-4.3.3-8", "MQTT-4.3.3-10", "MQTT-4.4.0-1"})
  void aSessionGoesOnOnTheOtherNode(int qos) throws Exception {
    String topic = "it/nodes/" + qos;
    Reader reader = new Reader(qos);
    MqttClient client = connect(one, "hops" + qos);
    client.subscribe(topic, qos);
    int end = 0;
    for (int round = 0; round < CUTS.length; round++) {
      ServerProcess here = round % 2 == 0 ? one : other;
      ServerProcess there = round % 2 == 0 ? other : one;
      (round < 2 ? here : there).site().publishNumbers(topic, end, end += A_ROUND);
      reader.take(client, CUTS[round]);
      client.close();
      there.site().publishNumbers(topic, end, end += A_ROUND);
      client = connect(there, "hops" + qos);
    }
    reader.takeAll(client, end);
    reader.assertGotAll(end);
    client.expectNothing();
    client.disconnect();
  }

  /** The one that has it is told, though it lives; what comes meanwhile is for the new one only. */
  @Test
  @Statement({"MQTT-3.1.4-3", "MQTT-3.1.2-5", "MQTT-4.3.3-8"})
  void aConnectionOfTheOtherNodeIsTakenOver() throws Exception {
    String topic = "it/nodes/takeover";
    MqttClient first = connect(one, "wanders");
    first.subscribe(topic, 2);
    one.site().publishNumbers(topic, 0, 3);
    for (int i = 0; i < 3; i++) {
      first.message("" + i);
    }
    MqttClient second = new MqttClient(other.site().mqttPort(), Version.V5);
    assertTrue(second.connect(new Connect(Version.V5, "wanders").persistent()).sessionPresent());
    one.site().publishNumbers(topic, 3, 6);
    for (int i = 3; i < 6; i++) {
      second.message("" + i);
    }
    first.expectDisconnect(0x8e);
    first.close();
    other.site().publishNumbers(topic, 6, 9);
    for (int i = 6; i < 9; i++) {
      second.message("" + i);
    }
    second.expectNothing();
    second.disconnect();
  }

  /** What was open when the connection was cut is open on the other node. */
  @Test
  @Statement({"MQTT-4.3.3-4", "MQTT-4.3.3-10", "MQTT-4.4.0-1"})
  void whatIsPublishedAgainOnTheOtherNodeIsStoredOnce() throws Exception {
    String topic = "it/nodes/published";
    MqttClient client = connect(one, "writes");
    for (int i = 1; i <= 20; i++) {
      client.send(new Publish(topic, "" + i).qos(2).id(i));
    }
    for (int i = 1; i <= 7; i++) {
      assertEquals(i, client.expect(Type.PUBREC).id());
    }
    client.ack(Type.PUBREL, 1);
    client.await(Type.PUBCOMP);
    client.close();
    client = connect(other, "writes");
    for (int i = 2; i <= 20; i++) {
      client.send(new Publish(topic, "" + i).qos(2).id(i).dup());
      assertEquals(i, client.expect(Type.PUBREC).id());
      client.ack(Type.PUBREL, i);
      assertEquals(i, client.expect(Type.PUBCOMP).id());
    }
    List<String> stored =
        one.site().history(topic).stream().map(message -> message.getString("data")).toList();
    assertEquals(IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList(), stored);
    client.disconnect();
  }

  /** A message, retained or not, is every node's. */
  @Test
  @Statement({"MQTT-3.3.1-5", "MQTT-3.3.1-6"})
  void whatIsRetainedIsRetainedOnBoth() throws Exception {
    String topic = "it/nodes/retained";
    MqttClient writer = connect(one, "keeps");
    writer.publish(new Publish(topic, "kept").qos(1).retain());
    MqttClient reader = connect(other, "reads");
    reader.subscribe(topic, 1);
    assertTrue(reader.message("kept").retain());
    writer.publish(new Publish(topic, "").qos(1).retain());
    reader.message("");
    reader.subscribe(topic, 1);
    reader.expectNothing();
    reader.disconnect();
    writer.disconnect();
  }
}
