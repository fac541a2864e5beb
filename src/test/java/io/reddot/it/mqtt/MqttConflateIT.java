package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Last value wins, as a client of MQTT asks for it. Stalled clients are {@code DeliveryIT}'s. */
class MqttConflateIT extends DeployedMqtt {
  private static final Props.Pair TRUE = new Props.Pair("conflate", "true");

  private final String topic = newTopic();

  private Subscribe conflating(String filter, int qos) {
    return new Subscribe(filter, qos).user("conflate", "1");
  }

  @Test
  void saysSoInSuback() throws Exception {
    MqttClient client = connect(Version.V5);
    assertTrue(client.subscribe(conflating(topic, 1)).props().users().contains(TRUE));
    Packet shared = client.subscribe(conflating("$share/g/" + topic + "/s", 1));
    assertEquals(List.of(1), shared.codes());
    assertEquals(List.of(new Props.Pair("recovered", "true")), without(shared, "cursor"));
    Packet off = client.subscribe(new Subscribe(topic, 1).user("conflate", "0"));
    assertEquals(List.of(new Props.Pair("recovered", "true")), without(off, "cursor"));
  }

  private static List<Props.Pair> without(Packet packet, String name) {
    return packet.props().users().stream().filter(pair -> !pair.name().equals(name)).toList();
  }

  @Test
  void refusesAnotherValueInOneSentence() throws Exception {
    MqttClient client = connect(Version.V5);
    Packet suback =
        client.subscribe(new Subscribe(topic, 1).and(topic + "/2", 0).user("conflate", "yes"));
    assertEquals(List.of(0x83, 0x83), suback.codes());
    assertEquals("'conflate' must be 1 or 0.", suback.props().text(Props.REASON_STRING));
    client.publish(topic, "not subscribed", 1);
    client.expectNothing();
  }

  /** What is in flight stays; of what waits behind the client's window, the newest is left. */
  @Test
  void replacesWhatWaitsForAnAcknowledgementAndNothingInFlight() throws Exception {
    MqttClient publisher = connect(Version.V5);
    MqttClient client =
        connect(new Connect(Version.V5, newClientId()).with(Props.RECEIVE_MAXIMUM, 1));
    client.subscribe(conflating(topic, 1));
    publisher.publish(topic, "0", 1);
    Packet unacknowledged = client.expect(Type.PUBLISH);
    for (int i = 1; i <= 100; i++) {
      publisher.publish(topic, Integer.toString(i), 1);
    }
    client.expectNothing();
    client.ack(Type.PUBACK, unacknowledged.id());
    List<Integer> received = new ArrayList<>();
    do {
      received.add(Integer.parseInt(client.message().text()));
    } while (received.get(received.size() - 1) < 100);
    assertEquals(new ArrayList<>(new TreeSet<>(received)), received, "in order");
    assertTrue(received.size() < 50, received::toString);
  }

  @Test
  void aStoredSessionKeepsTheOption() throws Exception {
    String id = newClientId();
    MqttClient publisher = connect(Version.V5);
    MqttClient client = connect(new Connect(Version.V5, id).persistent());
    client.subscribe(conflating(topic + "/+", 1));
    publisher.publish(topic + "/a", "before", 1);
    client.message("before");
    client.disconnect();
    for (int i = 0; i < 10; i++) {
      publisher.publish(topic + "/a", "a" + i, 1);
      publisher.publish(topic + "/b", "b" + i, 1);
    }
    client = open(Version.V5);
    assertTrue(client.connect(new Connect(Version.V5, id).persistent()).sessionPresent());
    client.message("a9");
    client.message("b9");
    client.expectNothing();
    client.disconnect();
    client = open(Version.V5);
    assertTrue(client.connect(new Connect(Version.V5, id).persistent()).sessionPresent());
    client.expectNothing();
  }

  @Test
  void replaysOneMessageATopic() throws Exception {
    MqttClient client = connect(Version.V5);
    for (int i = 0; i < 10; i++) {
      client.publish(topic + "/a", "a" + i, 1);
      client.publish(topic + "/b", "b" + i, 1);
    }
    client.subscribe(conflating(topic + "/+", 2).user("after", "earliest"));
    client.message("a9");
    client.message("b9");
    client.subscribe(new Subscribe(topic + "/+", 2).user("after", "earliest"));
    for (int i = 0; i < 10; i++) {
      client.message("a" + i);
      client.message("b" + i);
    }
    client.expectNothing();
  }
}
