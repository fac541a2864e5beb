package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.DeployedMqtt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paho's client of 3.1.1, over TCP and over WebSocket. */
class PahoClientIT extends DeployedMqtt {
  private final String topic = newTopic();
  private final BlockingQueue<MqttMessage> arrived = new LinkedBlockingQueue<>();
  private final IMqttMessageListener listener = (name, message) -> arrived.add(message);

  private String uri(String scheme) {
    return scheme.equals("tcp")
        ? "tcp://" + Site.LOCALHOST + ':' + PORT
        : site().webSocket("api/mqtt").toString();
  }

  private MqttClient client(String scheme, String id, boolean clean) throws MqttException {
    MqttClient client = new MqttClient(uri(scheme), id, new MemoryPersistence());
    client.setTimeToWait(20_000);
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(clean);
    options.setUserName("token");
    options.setPassword(Site.TOKEN.toCharArray());
    client.connect(options);
    return client;
  }

  private MqttMessage next() throws InterruptedException {
    MqttMessage message = arrived.poll(20, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing arrived");
    }
    return message;
  }

  private static String text(MqttMessage message) {
    return new String(message.getPayload(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ws"})
  void exchangesMessages(String scheme) throws Exception {
    try (MqttClient client = client(scheme, newClientId(), true)) {
      client.subscribe(topic + "/#", 2, listener);
      for (int qos = 0; qos <= 2; qos++) {
        client.publish(topic + "/é", ("小红点 " + qos).getBytes(UTF_8), qos, false);
        MqttMessage message = next();
        assertEquals("小红点 " + qos, text(message));
        assertEquals(qos, message.getQos());
      }
      site().publishNumbers(topic, 0, 500);
      for (int i = 0; i < 500; i++) {
        assertEquals(Integer.toString(i), text(next()));
      }
      client.disconnect();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ws"})
  void goesOnWithItsSession(String scheme) throws Exception {
    String id = newClientId();
    try (MqttClient client = client(scheme, id, false)) {
      client.subscribe(topic, 2);
      client.disconnect();
    }
    site().publishNumbers(topic, 0, 100);
    MqttClient client = new MqttClient(uri(scheme), id, new MemoryPersistence());
    client.setCallback(new Collecting(arrived));
    MqttConnectOptions options = new MqttConnectOptions();
    options.setCleanSession(false);
    options.setUserName("token");
    options.setPassword(Site.TOKEN.toCharArray());
    try (client) {
      assertTrue(client.connectWithResult(options).getSessionPresent());
      for (int i = 0; i < 100; i++) {
        assertEquals(Integer.toString(i), text(next()));
      }
      client.disconnect();
    }
  }

  /** Its library asks for version 3.1 if 3.1.1 is refused, and reports the reason. */
  @Test
  void isToldWhyItIsRefused() throws Exception {
    try (MqttClient client = new MqttClient(uri("tcp"), newClientId(), new MemoryPersistence())) {
      MqttConnectOptions options = new MqttConnectOptions();
      options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
      options.setUserName("token");
      options.setPassword("junk".toCharArray());
      MqttException refused = assertThrows(MqttException.class, () -> client.connect(options));
      assertEquals(MqttException.REASON_CODE_FAILED_AUTHENTICATION, refused.getReasonCode());
    }
  }

  /** Hands on what comes before anything is subscribed: that of the stored session. */
  private record Collecting(BlockingQueue<MqttMessage> arrived) implements MqttCallback {
    @Override
    public void connectionLost(Throwable cause) {
      // the test sees that nothing more comes
    }

    @Override
    public void messageArrived(String name, MqttMessage message) {
      arrived.add(message);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // nothing is published
    }
  }
}
