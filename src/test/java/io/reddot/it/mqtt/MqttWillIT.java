package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Version;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The message that a client leaves for when it is gone without having said goodbye. */
class MqttWillIT extends DeployedMqtt {
  private final String topic = newTopic();

  /** Who sees the wills of this test. */
  private MqttClient witness(Version version) throws Exception {
    MqttClient witness = connect(version);
    witness.subscribe(topic + "/#", 2);
    return witness;
  }

  private void end(MqttClient witness) throws Exception {
    witness.publish(topic + "/end", "end", 0);
    witness.message("end");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.1.2-7",
    "MQTT-3.1.2-8",
    "MQTT-3.1.2-14",
    "MQTT3-3.1.2-8",
    "MQTT3-3.1.2-9",
    "MQTT3-3.1.2-14",
    "MQTT3-3.1.2-16"
  })
  void isPublishedWhenTheConnectionBreaks(Version version) throws Exception {
    MqttClient witness = witness(version);
    for (int qos = 0; qos <= 2; qos++) {
      MqttClient client =
          connect(new Connect(version, newClientId()).will(new Publish(topic, "gone").qos(qos)));
      client.close();
      Packet will = witness.message("gone");
      assertEquals(qos, will.qos());
      assertFalse(will.retain());
    }
    end(witness);
    MqttClient late = connect(version);
    late.subscribe(topic, 0);
    late.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-8", "MQTT-3.1.2-10", "MQTT-3.14.4-3", "MQTT3-3.1.2-10", "MQTT3-3.14.4-3"})
  void isDiscardedWhenTheClientSaysGoodbye(Version version) throws Exception {
    MqttClient witness = witness(version);
    connect(new Connect(version, newClientId()).will(new Publish(topic, "gone"))).disconnect();
    end(witness);
  }

  @Test
  @Statement({"MQTT-3.1.2-8", "MQTT-3.14.4-3"})
  void isDiscardedByAGoodbyeWithReasonZeroOnly() throws Exception {
    MqttClient witness = witness(Version.V5);
    connect(new Connect(Version.V5, newClientId()).will(new Publish(topic, "zero")))
        .disconnect(0, new Props().with(Props.REASON_STRING, "done"));
    for (int code : new int[] {0x04, 0x80, 0x93}) {
      connect(new Connect(Version.V5, newClientId()).will(new Publish(topic, "other " + code)))
          .disconnect(code, new Props());
      witness.message("other " + code);
    }
    end(witness);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-8", "MQTT3-3.1.2-8"})
  void isPublishedWhenTheServerHangsUpOnAViolation(Version version) throws Exception {
    MqttClient witness = witness(version);
    MqttClient client =
        connect(new Connect(version, newClientId()).will(new Publish(topic, "bad")));
    client.send(0x36, 0);
    client.expectDisconnect(0x81);
    witness.message("bad");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-8", "MQTT3-3.1.2-8"})
  void isPublishedWhenAnotherConnectionTakesOver(Version version) throws Exception {
    MqttClient witness = witness(version);
    String id = newClientId();
    MqttClient old = connect(new Connect(version, id).will(new Publish(topic, "old")));
    connect(new Connect(version, id));
    old.expectDisconnect(0x8e);
    witness.message("old");
    end(witness);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-15", "MQTT3-3.1.2-17"})
  void isRetainedIfAsked(Version version) throws Exception {
    MqttClient witness = witness(version);
    connect(new Connect(version, newClientId()).will(new Publish(topic, "kept").qos(1).retain()))
        .close();
    assertFalse(witness.message("kept").retain());
    MqttClient late = connect(version);
    late.subscribe(topic, 1);
    assertTrue(late.message("kept").retain());
    late.publish(new Publish(topic, "").retain());
    late.message("");
    witness.message("");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-10", "MQTT3-3.1.2-10", "MQTT3-3.1.2-12"})
  void isPublishedOnce(Version version) throws Exception {
    MqttClient witness = witness(version);
    String id = newClientId();
    connect(new Connect(version, id).persistent().will(new Publish(topic, "once"))).close();
    witness.message("once");
    connect(new Connect(version, id).persistent()).close();
    connect(new Connect(version, id)).close();
    end(witness);
  }

  @Test
  @Statement({"MQTT-3.1.3-10", "MQTT-3.3.2-4", "MQTT-3.3.2-16", "MQTT-3.3.2-20"})
  void carriesItsProperties() throws Exception {
    MqttClient witness = witness(Version.V5);
    Publish will =
        new Publish(topic, "gone")
            .with(Props.PAYLOAD_FORMAT, 1)
            .with(Props.MESSAGE_EXPIRY, 100)
            .with(Props.CONTENT_TYPE, "text/plain")
            .with(Props.RESPONSE_TOPIC, "answer/here")
            .with(Props.CORRELATION_DATA, new byte[] {0, 1, -1})
            .user("b", "1")
            .user("a", "2")
            .user("b", "1");
    connect(new Connect(Version.V5, newClientId()).will(will)).close();
    Packet message = witness.message("gone");
    assertEquals(1, message.props().number(Props.PAYLOAD_FORMAT));
    assertTrue(message.props().number(Props.MESSAGE_EXPIRY) > 50);
    assertEquals("text/plain", message.props().text(Props.CONTENT_TYPE));
    assertEquals("answer/here", message.props().text(Props.RESPONSE_TOPIC));
    assertArrayEquals(new byte[] {0, 1, -1}, message.props().binary(Props.CORRELATION_DATA));
    assertEquals(
        List.of(new Props.Pair("b", "1"), new Props.Pair("a", "2"), new Props.Pair("b", "1")),
        message.publishersProperties());
  }

  @Test
  @Statement("MQTT-3.1.2-8")
  void waitsForItsDelay() throws Exception {
    MqttClient witness = witness(Version.V5);
    Publish will = new Publish(topic, "late").with(Props.WILL_DELAY, 2);
    MqttClient client = connect(new Connect(Version.V5, newClientId()).persistent().will(will));
    long cut = System.nanoTime();
    client.close();
    end(witness);
    witness.message("late");
    Duration delay = Duration.ofNanos(System.nanoTime() - cut);
    assertTrue(delay.compareTo(Duration.ofMillis(1900)) >= 0, delay::toString);
    assertTrue(delay.compareTo(Duration.ofSeconds(10)) <= 0, delay::toString);
  }

  @Test
  @Statement({"MQTT-3.1.3-9", "MQTT-3.1.2-8"})
  void isDiscardedWhenTheClientIsBackBeforeTheDelay() throws Exception {
    MqttClient witness = witness(Version.V5);
    String id = newClientId();
    Publish will = new Publish(topic, "late").with(Props.WILL_DELAY, 2);
    connect(new Connect(Version.V5, id).persistent().will(will)).close();
    MqttClient back = connect(new Connect(Version.V5, id).persistent());
    pass(Duration.ofSeconds(3));
    back.expectNothing();
    end(witness);
  }

  @Test
  @Statement("MQTT-3.1.2-8")
  void doesNotOutliveItsSession() throws Exception {
    MqttClient witness = witness(Version.V5);
    Publish will = new Publish(topic, "late").with(Props.WILL_DELAY, 300);
    connect(new Connect(Version.V5, newClientId()).will(will)).close();
    witness.message("late");
    connect(new Connect(Version.V5, newClientId()).with(Props.SESSION_EXPIRY, 1).will(will))
        .close();
    witness.message("late");
  }

  /** The session ends, and with it the delay, when another begins in its place. */
  @Test
  @Statement("MQTT-3.1.2-8")
  void isPublishedWhenACleanStartEndsItsSession() throws Exception {
    MqttClient witness = witness(Version.V5);
    String id = newClientId();
    Publish will = new Publish(topic, "late").with(Props.WILL_DELAY, 300);
    connect(new Connect(Version.V5, id).persistent().will(will)).close();
    connect(new Connect(Version.V5, id));
    witness.message("late");
  }
}
