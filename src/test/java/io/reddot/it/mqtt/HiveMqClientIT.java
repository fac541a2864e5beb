package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HiveMQ's client, over TCP and over WebSocket. */
class HiveMqClientIT extends DeployedMqtt {
  private final String topic = newTopic();

  /** What carries the bytes. */
  enum Carrier {
    TCP,
    WEBSOCKET
  }

  private MqttClientBuilder builder(Carrier carrier, String id) {
    MqttClientBuilder builder = MqttClient.builder().identifier(id).serverHost(Site.LOCALHOST);
    return carrier == Carrier.TCP
        ? builder.serverPort(PORT)
        : builder
            .serverPort(site().port())
            .webSocketConfig()
            .serverPath("reddot/api/mqtt")
            .subprotocol("mqtt")
            .applyWebSocketConfig();
  }

  private Mqtt5BlockingClient version5(Carrier carrier, String id) {
    return builder(carrier, id)
        .useMqttVersion5()
        .simpleAuth()
        .password(Site.TOKEN.getBytes(UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  private Mqtt3BlockingClient version3(Carrier carrier, String id) {
    return builder(carrier, id)
        .useMqttVersion3()
        .simpleAuth()
        .username("token")
        .password(Site.TOKEN.getBytes(UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  private static Mqtt5Publish next(Mqtt5BlockingClient.Mqtt5Publishes arrived) throws Exception {
    return arrived.receive(20, TimeUnit.SECONDS).orElseThrow(() -> new AssertionError("nothing"));
  }

  private static Mqtt3Publish next(Mqtt3BlockingClient.Mqtt3Publishes arrived) throws Exception {
    return arrived.receive(20, TimeUnit.SECONDS).orElseThrow(() -> new AssertionError("nothing"));
  }

  private static String text(byte[] payload) {
    return new String(payload, UTF_8);
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  @Statement({"MQTT-6.0.0-2", "MQTT-6.0.0-4"})
  void exchangesMessagesInVersion5(Carrier carrier) throws Exception {
    Mqtt5BlockingClient client = version5(carrier, newClientId());
    try (var arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
      client.connect();
      client.subscribeWith().topicFilter(topic + "/+").qos(MqttQos.EXACTLY_ONCE).send();
      for (MqttQos qos : MqttQos.values()) {
        client
            .publishWith()
            .topic(topic + "/x")
            .qos(qos)
            .payload(("小红点 " + qos).getBytes(UTF_8))
            .contentType("text/plain")
            .responseTopic("answer")
            .correlationData(new byte[] {1, 2})
            .userProperties()
            .add("a", "1")
            .add("a", "2")
            .applyUserProperties()
            .send();
        Mqtt5Publish message = next(arrived);
        assertEquals("小红点 " + qos, text(message.getPayloadAsBytes()));
        assertEquals(qos, message.getQos());
        assertEquals("text/plain", message.getContentType().orElseThrow().toString());
        assertEquals("answer", message.getResponseTopic().orElseThrow().toString());
        assertEquals(
            List.of("cursor", "id", "a", "a"),
            message.getUserProperties().asList().stream()
                .map(property -> property.getName().toString())
                .toList());
      }
      String large = "0123456789abcdef".repeat(1 << 16);
      client.publishWith().topic(topic + "/large").payload(large.getBytes(UTF_8)).send();
      assertEquals(large, text(next(arrived).getPayloadAsBytes()));
    } finally {
      client.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void exchangesMessagesInVersion3(Carrier carrier) throws Exception {
    Mqtt3BlockingClient client = version3(carrier, newClientId());
    try (var arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
      client.connect();
      client.subscribeWith().topicFilter(topic).qos(MqttQos.EXACTLY_ONCE).send();
      for (MqttQos qos : MqttQos.values()) {
        client.publishWith().topic(topic).qos(qos).payload("x".getBytes(UTF_8)).send();
        assertEquals(qos, next(arrived).getQos());
      }
      client.unsubscribeWith().topicFilter(topic).send();
      client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).send();
    } finally {
      client.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void goesOnWithItsSessionInOrder(Carrier carrier) throws Exception {
    String id = newClientId();
    Mqtt5BlockingClient client = version5(carrier, id);
    client.connectWith().cleanStart(true).sessionExpiryInterval(300).send();
    client.subscribeWith().topicFilter(topic).qos(MqttQos.EXACTLY_ONCE).send();
    client.disconnectWith().sessionExpiryInterval(300).send();
    site().publishNumbers(topic, 0, 500);
    Mqtt5BlockingClient again = version5(carrier, id);
    try (var arrived = again.publishes(MqttGlobalPublishFilter.ALL)) {
      Mqtt5ConnAck connack = again.connectWith().cleanStart(false).sessionExpiryInterval(0).send();
      assertTrue(connack.isSessionPresent());
      for (int i = 0; i < 500; i++) {
        assertEquals(Integer.toString(i), text(next(arrived).getPayloadAsBytes()));
      }
    } finally {
      again.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void seesItsWillAndRetainedMessages(Carrier carrier) throws Exception {
    Mqtt3BlockingClient witness = version3(carrier, newClientId());
    try (var arrived = witness.publishes(MqttGlobalPublishFilter.ALL)) {
      witness.connect();
      witness.subscribeWith().topicFilter(topic).send();
      String id = newClientId();
      Mqtt3BlockingClient victim = version3(carrier, id);
      victim
          .connectWith()
          .willPublish()
          .topic(topic)
          .payload("gone".getBytes(UTF_8))
          .qos(MqttQos.AT_LEAST_ONCE)
          .retain(true)
          .applyWillPublish()
          .send();
      Mqtt3BlockingClient thief = version3(carrier, id);
      thief.connect(); // takes over, so that the victim is gone without a word
      assertFalse(next(arrived).isRetain());
      witness.unsubscribeWith().topicFilter(topic).send();
      witness.subscribeWith().topicFilter(topic).send();
      assertTrue(next(arrived).isRetain());
      thief.publishWith().topic(topic).retain(true).send();
      next(arrived);
      thief.disconnect();
    } finally {
      witness.disconnect();
    }
  }
}
