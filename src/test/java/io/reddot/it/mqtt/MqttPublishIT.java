package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages from client to client: what arrives of them, in which order, and how it is answered. */
class MqttPublishIT extends DeployedMqtt {
  private final String topic = newTopic();

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.3.4-1",
    "MQTT-4.3.1-1",
    "MQTT-4.3.2-4",
    "MQTT-4.3.3-8",
    "MQTT-4.3.3-11",
    "MQTT-2.2.1-5",
    "MQTT-3.3.1-2",
    "MQTT3-3.3.4-1",
    "MQTT3-4.3.1-1",
    "MQTT3-4.3.2-2",
    "MQTT3-4.3.3-2",
    "MQTT3-2.3.1-6"
  })
  void answersAsTheQualityWants(Version version) throws Exception {
    MqttClient client = connect(version);
    client.send(new Publish(topic, "0"));
    client.expectNothing();
    client.send(new Publish(topic, "1").qos(1).id(65535));
    MqttClient.assertAck(65535, client.expect(Type.PUBACK));
    client.send(new Publish(topic, "2").qos(2).id(1));
    MqttClient.assertAck(1, client.expect(Type.PUBREC));
    client.ack(Type.PUBREL, 1);
    MqttClient.assertAck(1, client.expect(Type.PUBCOMP));
    client.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-4.3.2-1",
    "MQTT-4.3.2-2",
    "MQTT-4.3.3-1",
    "MQTT-4.3.3-2",
    "MQTT-4.3.3-4",
    "MQTT-2.2.1-4",
    "MQTT-3.3.1-3",
    "MQTT3-4.3.2-1",
    "MQTT3-4.3.3-1",
    "MQTT3-2.3.1-4",
    "MQTT3-3.3.1-3"
  })
  void sendsUnderIdentifiersThatAreFree(Version version) throws Exception {
    MqttClient publisher = connect(version);
    MqttClient client = connect(version);
    client.subscribe(topic, 2);
    publisher.publish(new Publish(topic, "1").qos(1).dup());
    publisher.publish(new Publish(topic, "2").qos(2));
    Packet one = client.expect(Type.PUBLISH);
    Packet two = client.expect(Type.PUBLISH);
    assertEquals(List.of("1", "2"), List.of(one.text(), two.text()));
    assertNotEquals(one.id(), two.id());
    assertFalse(one.dup(), "DUP is about this connection, not the publisher's");
    client.ack(Type.PUBREC, two.id());
    client.ack(Type.PUBACK, one.id());
    assertEquals(two.id(), client.expect(Type.PUBREL).id());
    client.ack(Type.PUBCOMP, two.id());
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.3.2-5", "MQTT-4.3.3-12", "MQTT3-4.3.2-2", "MQTT3-4.3.3-2"})
  void takesAnIdentifierAgainOnceItIsFree(Version version) throws Exception {
    MqttClient client = connect(version);
    client.subscribe(topic, 0);
    for (int i = 0; i < 5; i++) {
      client.publish(new Publish(topic, "one " + i).qos(1).id(9).dup());
      client.message("one " + i);
      client.publish(new Publish(topic, "two " + i).qos(2).id(9).dup());
      client.message("two " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.3.3-10", "MQTT3-4.3.3-2"})
  void takesARepeatedQos2MessageOnce(Version version) throws Exception {
    MqttClient client = connect(version);
    client.subscribe(topic, 0);
    for (int i = 0; i < 3; i++) {
      client.send(new Publish(topic, "once").qos(2).id(7).dup());
      assertEquals(7, client.await(Type.PUBREC).id());
    }
    client.ack(Type.PUBREL, 7);
    assertEquals(7, client.await(Type.PUBCOMP).id());
    client.message("once");
    client.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.3.3-11", "MQTT-3.7.2-1", "MQTT3-4.3.3-2"})
  void answersAReleaseOfNothing(Version version) throws Exception {
    MqttClient client = connect(version);
    client.ack(Type.PUBREL, 77);
    Packet complete = client.expect(Type.PUBCOMP);
    assertEquals(77, complete.id());
    assertEquals(version == Version.V5 ? 0x92 : 0, complete.code());
    client.expectNothing();
  }

  @Test
  @Statement("MQTT-3.6.2-1")
  void answersAReceiptOfNothing() throws Exception {
    MqttClient client = connect(Version.V5);
    client.ack(Type.PUBREC, 77);
    Packet release = client.expect(Type.PUBREL);
    assertEquals(77, release.id());
    assertEquals(0x92, release.code());
    client.ack(Type.PUBCOMP, 77, 0x92);
    client.ack(Type.PUBACK, 78);
    client.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.6.0-5", "MQTT-4.6.0-6", "MQTT3-4.6.0-5", "MQTT3-4.6.0-6"})
  void keepsTheOrderOfATopic(Version version) throws Exception {
    MqttClient publisher = connect(version);
    for (int qos = 0; qos <= 1; qos++) {
      MqttClient client = connect(version);
      client.subscribe(topic, qos);
      for (int i = 0; i < 500; i++) {
        publisher.send(new Publish(topic, Integer.toString(i)).qos(qos));
        if (qos == 1 && i % 20 == 19) {
          for (int j = 0; j < 20; j++) {
            publisher.expect(Type.PUBACK);
          }
        }
      }
      for (int i = 0; i < 500; i++) {
        client.message(Integer.toString(i));
      }
      client.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.6.0-2", "MQTT-4.6.0-3", "MQTT3-4.6.0-2", "MQTT3-4.6.0-3"})
  void answersInTheOrderOfArrival(Version version) throws Exception {
    MqttClient client = connect(version);
    for (int i = 1; i <= 20; i++) {
      client.send(new Publish(topic, "x").qos(1).id(i * 7));
    }
    for (int i = 1; i <= 20; i++) {
      assertEquals(i * 7, client.expect(Type.PUBACK).id());
    }
    for (int i = 1; i <= 20; i++) {
      client.send(new Publish(topic, "x").qos(2).id(i * 7));
    }
    for (int i = 1; i <= 20; i++) {
      assertEquals(i * 7, client.expect(Type.PUBREC).id());
    }
    for (int i = 1; i <= 20; i++) {
      client.ack(Type.PUBREL, i * 7);
    }
    for (int i = 1; i <= 20; i++) {
      assertEquals(i * 7, client.expect(Type.PUBCOMP).id());
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void carriesAnyPayload(Version version) throws Exception {
    MqttClient client = connect(version);
    client.subscribe(topic, 1);
    byte[] all = new byte[70_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 31 + (i >> 8));
    }
    for (byte[] payload :
        List.of(
            new byte[0],
            new byte[] {0},
            all,
            "{\"a\": 1}".getBytes(UTF_8),
            "\"".getBytes(UTF_8),
            "null".getBytes(UTF_8),
            "小红点 🔴 \u0000\ufeff".getBytes(UTF_8))) {
      client.publish(new Publish(topic, payload).qos(1));
      assertArrayEquals(payload, client.message().payload());
    }
  }

  @Test
  @Statement({
    "MQTT-3.3.2-4",
    "MQTT-3.3.2-13",
    "MQTT-3.3.2-15",
    "MQTT-3.3.2-16",
    "MQTT-3.3.2-17",
    "MQTT-3.3.2-18",
    "MQTT-3.3.2-19",
    "MQTT-3.3.2-20"
  })
  void passesPropertiesThrough() throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 2);
    for (int qos = 0; qos <= 2; qos++) {
      client.publish(
          new Publish(topic, "x")
              .qos(qos)
              .user("z", "1")
              .with(Props.PAYLOAD_FORMAT, 1)
              .with(Props.CONTENT_TYPE, "text/plain; charset=utf-8 小")
              .user("a", "")
              .with(Props.RESPONSE_TOPIC, "answer/to/me")
              .with(Props.CORRELATION_DATA, new byte[] {0, 1, -1, -2})
              .user("z", "1")
              .user("", "é🔴"));
      Packet message = client.message("x");
      Props props = message.props();
      assertEquals(1, props.number(Props.PAYLOAD_FORMAT));
      assertEquals("text/plain; charset=utf-8 小", props.text(Props.CONTENT_TYPE));
      assertEquals("answer/to/me", props.text(Props.RESPONSE_TOPIC));
      assertArrayEquals(new byte[] {0, 1, -1, -2}, props.binary(Props.CORRELATION_DATA));
      assertEquals(
          List.of(
              new Props.Pair("z", "1"),
              new Props.Pair("a", ""),
              new Props.Pair("z", "1"),
              new Props.Pair("", "é🔴")),
          message.publishersProperties());
    }
    client.publish(
        new Publish(topic, "y")
            .qos(1)
            .with(Props.PAYLOAD_FORMAT, 0)
            .with(Props.CONTENT_TYPE, "")
            .with(Props.CORRELATION_DATA, new byte[0]));
    Packet bare = client.message("y");
    assertEquals(0, bare.props().number(Props.PAYLOAD_FORMAT, 0));
    assertEquals("", bare.props().text(Props.CONTENT_TYPE));
    assertArrayEquals(new byte[0], bare.props().binary(Props.CORRELATION_DATA));
    assertFalse(bare.props().has(Props.RESPONSE_TOPIC));
    assertEquals(List.of(), bare.publishersProperties());
  }

  @Test
  @Statement({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
  void countsTheTimeDownThatAMessageHas() throws Exception {
    String id = newClientId();
    MqttClient client = connect(new Connect(Version.V5, id).persistent());
    client.subscribe(topic, 1);
    client.disconnect();
    MqttClient publisher = connect(Version.V5);
    publisher.publish(new Publish(topic, "short").qos(1).with(Props.MESSAGE_EXPIRY, 1));
    publisher.publish(new Publish(topic, "long").qos(1).with(Props.MESSAGE_EXPIRY, 100));
    publisher.publish(topic, "endless", 1);
    pass(Duration.ofMillis(2100));
    client = connect(new Connect(Version.V5, id).persistent());
    int left = client.message("long").props().number(Props.MESSAGE_EXPIRY);
    assertTrue(left >= 50 && left <= 98, () -> "left " + left);
    assertFalse(client.message("endless").props().has(Props.MESSAGE_EXPIRY));
  }

  @Test
  @Statement("MQTT-3.3.2-6")
  void namesTheTimeThatALiveMessageHas() throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 0);
    for (long expiry : new long[] {100, 4_000_000}) {
      client.publish(new Publish(topic, "x").with(Props.MESSAGE_EXPIRY, expiry));
      int left = client.message("x").props().number(Props.MESSAGE_EXPIRY);
      assertTrue(left <= expiry && left > expiry - 30, () -> "left " + left);
    }
  }

  @Test
  @Statement("MQTT-4.3.3-13")
  void completesQos2ThoughTheMessageHasExpired() throws Exception {
    MqttClient client = connect(Version.V5);
    int id = client.send(new Publish(topic, "x").qos(2).with(Props.MESSAGE_EXPIRY, 1));
    MqttClient.assertAck(id, client.expect(Type.PUBREC));
    pass(Duration.ofMillis(2100));
    client.ack(Type.PUBREL, id);
    MqttClient.assertAck(id, client.expect(Type.PUBCOMP));
  }
}
