package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody reads or writes a topic without a grant, and hears so in the protocol's words. */
class MqttAccessIT extends DeployedMqtt {
  private final String topic = newTopic();
  private final String open = topic + "/open";
  private final String closed = topic + "/closed";

  private Connect mallory(Version version) {
    return new Connect(version, newClientId())
        .token(
            Site.token(
                "mallory", List.of(), List.of(open, open + "/+"), List.of(open, open + "/+")));
  }

  private MqttClient witness(Version version) throws Exception {
    MqttClient witness = connect(version);
    witness.subscribe(topic + "/#", 1);
    return witness;
  }

  private void end(MqttClient witness) throws Exception {
    witness.publish(topic, "end", 1);
    witness.message("end");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.8.4-7", "MQTT-3.9.3-2", "MQTT3-3.8.4-5", "MQTT3-3.9.3-2"})
  void refusesFiltersThatReachBeyondTheGrants(Version version) throws Exception {
    MqttClient client = connect(mallory(version));
    int refused = version == Version.V5 ? 0x87 : 0x80;
    assertEquals(
        List.of(refused, 1, refused, refused, 2, refused),
        client
            .subscribe(
                new Subscribe(closed, 0)
                    .and(open, 1)
                    .and("#", 1)
                    .and(open + "/#", 1)
                    .and(open + "/+", 2)
                    .and(topic + "/+", 0))
            .codes());
    MqttClient publisher = connect(version);
    publisher.publish(closed, "secret", 1);
    publisher.publish(open + "/x", "public", 1);
    client.message("public");
    client.expectNothing();
  }

  @Test
  void refusesSharedFiltersThatReachBeyondTheGrants() throws Exception {
    MqttClient client = connect(mallory(Version.V5));
    assertEquals(
        List.of(0x87, 1),
        client
            .subscribe(new Subscribe("$share/g/" + closed, 0).and("$share/g/" + open, 1))
            .codes());
  }

  @Test
  @Statement({"MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT-4.3.3-9"})
  void refusesWhatMayNotBePublished() throws Exception {
    MqttClient witness = witness(Version.V5);
    MqttClient client = connect(mallory(Version.V5));
    for (String refused : List.of(closed, "$SYS/" + topic)) {
      client.send(new Publish(refused, "x").qos(1).id(1));
      assertEquals(0x87, client.expect(Type.PUBACK).code());
      client.send(new Publish(refused, "x").qos(2).id(2));
      assertEquals(0x87, client.expect(Type.PUBREC).code());
      client.publish(new Publish(open, "the identifier is free").qos(2).id(2));
      witness.message("the identifier is free");
    }
    client.send(new Publish(closed, "x"));
    client.expectDisconnect(0x87);
    end(witness);
  }

  @Test
  @Statement("MQTT3-3.3.5-2")
  void hangsUpOnWhoPublishesWhatItMayNot() throws Exception {
    MqttClient witness = witness(Version.V3);
    for (int qos = 0; qos <= 2; qos++) {
      MqttClient client = connect(mallory(Version.V3));
      client.publish(open, "fine", qos);
      client.send(new Publish(closed, "x").qos(qos));
      client.expectClosed();
      witness.message("fine");
    }
    end(witness);
  }

  /** No one may write the server's own topics, whatever the grant. */
  @Test
  @Statement("MQTT-4.7.2-1")
  void keepsTheServersOwnTopicsForTheServer() throws Exception {
    MqttClient client = connect(Version.V5);
    client.send(new Publish("$SYS/x", "x").qos(1).id(1));
    assertEquals(0x87, client.expect(Type.PUBACK).code());
    client.expectNothing();
  }

  /** MQTT 3.1.1 cannot refuse it; whoever was hung up on for it would say it again for ever. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Statement({"MQTT3-3.3.5-2", "MQTT3-4.7.2-1"})
  void takesWhatVersion3PublishesToItsTopicsAndPassesItToNobody(int qos) throws Exception {
    MqttClient witness = connect(Version.V3);
    witness.subscribe("+/" + topic + "/#", 1);
    MqttClient client = connect(Version.V3);
    client.publish("$own/" + topic, "x", qos);
    client.publish("own/" + topic, "fine", qos);
    witness.message("fine");
  }

  /** What explains a refusal is left out for who did not ask for it, or has no room for it. */
  @Test
  @Statement({
    "MQTT-3.1.2-24",
    "MQTT-3.1.2-29",
    "MQTT-3.4.2-2",
    "MQTT-3.4.2-3",
    "MQTT-3.5.2-2",
    "MQTT-3.5.2-3",
    "MQTT-3.9.2-1",
    "MQTT-3.9.2-2",
    "MQTT-3.11.2-1",
    "MQTT-3.11.2-2",
    "MQTT-3.14.2-3",
    "MQTT-3.14.2-4"
  })
  void explainsOnlyWhereItIsWanted() throws Exception {
    int room = 30;
    MqttClient narrow = connect(mallory(Version.V5).with(Props.MAXIMUM_PACKET_SIZE, room));
    MqttClient silent = connect(mallory(Version.V5).with(Props.REQUEST_PROBLEM_INFORMATION, 0));
    for (MqttClient client : List.of(narrow, silent)) {
      client.send(new Subscribe(closed, 0).and(open, 0).bytes(Version.V5, 9));
      client.send(new Publish(closed, "x").qos(1).id(1).bytes(Version.V5));
      client.send(new Publish(closed, "x").qos(2).id(2).bytes(Version.V5));
      client.ack(Type.PUBREL, 3);
      for (Type type : List.of(Type.SUBACK, Type.PUBACK, Type.PUBREC, Type.PUBCOMP)) {
        Packet answer = client.expect(type);
        assertTrue(answer.bytes().length + 2 <= room, answer::toString);
        assertEquals(List.of(), answer.props().users());
        assertFalse(answer.props().has(Props.REASON_STRING));
      }
    }
    narrow.send(new Publish(closed, "x"));
    Packet goodbye = narrow.expect(Type.DISCONNECT);
    assertTrue(goodbye.bytes().length + 2 <= room, goodbye::toString);
    narrow.expectClosed();
  }

  /** As strict as over HTTP, which the standard allows; the reason says that it is the topic. */
  @Test
  void refusesTopicsThatCouldNotStandInALog() throws Exception {
    MqttClient client = connect(Version.V5);
    for (String bad : List.of("a\nb", "x".repeat(1025), "a/".repeat(64) + "a", "a\u2028b")) {
      assertEquals(List.of(0x8f), client.subscribe(new Subscribe(bad, 0)).codes());
      client.send(new Publish(bad, "x").qos(1).id(1));
      assertEquals(0x90, client.expect(Type.PUBACK).code());
    }
    client.expectNothing();
  }

  /** It may be refused at once or dropped when its time comes, but not be published. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void doesNotPublishTheWillOfWhoMayNot(Version version) throws Exception {
    MqttClient witness = witness(version);
    MqttClient client = open(version);
    client.send(mallory(version).will(new Publish(closed, "will")).bytes());
    if (client.expect(Type.CONNACK).code() == 0) {
      client.close();
      pass(Duration.ofSeconds(1));
    } else {
      client.expectClosed();
    }
    end(witness);
  }
}
