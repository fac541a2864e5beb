package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Version;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One log, one cursor: MQTT and the other transports see the same messages. */
class MqttAcrossIT extends DeployedMqtt {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final String topic = newTopic();

  @ParameterizedTest
  @EnumSource(Version.class)
  void deliversWhatWasPublishedOverHttpAsJson(Version version) throws Exception {
    MqttClient client = connect(version);
    client.subscribe(topic, 2);
    JsonObject receipt =
        Site.object(
            site()
                .post(
                    """
                    {"topic":"%1$s","event":"comment","id":"%1$s","data":{"n":[1,null,"é"]}}
                    """
                        .formatted(topic))
                .body());
    Packet message = client.message();
    assertEquals(2, message.qos());
    assertFalse(message.retain());
    assertEquals(Site.object("{\"n\":[1,null,\"é\"]}"), Site.object(message.text()));
    if (version == Version.V5) {
      assertEquals(
          List.of(
              new Props.Pair("cursor", receipt.getString("cursor")),
              new Props.Pair("id", topic),
              new Props.Pair("event", "comment")),
          message.props().users());
    }
    site().publish(topic, "text");
    client.message("\"text\"");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void publishesIntoTheLog(Version version) throws Exception {
    MqttClient client = connect(version);
    byte[] binary = {0, 1, (byte) 0xff, (byte) 0xfe};
    client.publish(topic, "{\"a\":1} é🔴\u0000", 1);
    client.publish(new Publish(topic, binary).qos(2));
    client.publish(topic, "", 1);
    List<JsonObject> history = site().history(topic);
    assertEquals(3, history.size());
    assertEquals("{\"a\":1} é🔴\u0000", history.get(0).getString("data"));
    assertEquals("base64", history.get(1).getString("encoding"));
    assertArrayEquals(binary, Base64.getDecoder().decode(history.get(1).getString("data")));
    assertEquals("", history.get(2).getString("data"));
  }

  /** What MQTT itself gets of it is {@link MqttPublishIT}'s. */
  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "MQTT.*", mode = EnumSource.Mode.MATCH_NONE)
  void reachesReadersOfEveryTransport(Transport transport) throws Exception {
    MqttClient client = connect(Version.V5);
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      for (int qos = 0; qos <= 2; qos++) {
        client.publish(
            new Publish(topic, "from mqtt")
                .qos(qos)
                .user("event", "e" + qos)
                .user("id", topic + qos));
        JsonObject message = subscriber.message();
        assertEquals("from mqtt", message.getString("data"));
        assertEquals("e" + qos, message.getString("event"));
        assertEquals(topic + qos, message.getString("id"));
      }
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTraceOfAPublicationReachesReadersOfEveryTransport(Transport transport) throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 0);
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      HttpRequest traced =
          HttpRequest.newBuilder(site().uri("api/messages"))
              .header("Authorization", "Bearer " + site().token())
              .header("traceparent", TRACE)
              .POST(BodyPublishers.ofString("{\"topic\":\"" + topic + "\",\"data\":1}"))
              .build();
      assertEquals(200, Site.HTTP.send(traced, BodyHandlers.ofString()).statusCode());
      client.publish(new Publish(topic, "2").user("traceparent", TRACE).user("a", "b"));
      client.publish(new Publish(topic, "3").user("traceparent", "not one"));
      for (int i = 1; i <= 3; i++) {
        Packet packet = client.message();
        boolean known = i < 3;
        assertEquals(known, packet.props().users().contains(new Props.Pair("traceparent", TRACE)));
        JsonObject message = subscriber.message();
        if (transport.name().startsWith("MQTT")) {
          continue; // those subscribers show no user properties; the client above does
        }
        assertEquals(known ? TRACE : "none", message.getString("traceparent", "none"));
      }
      subscriber.closeExhausted();
    }
  }

  @Test
  void storesAnIdOnce() throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 0);
    for (int i = 0; i < 3; i++) {
      client.publish(
          new Publish(topic, "once")
              .qos(1)
              .user("b", "2")
              .user("id", topic)
              .user("event", "e")
              .user("a", "1"));
    }
    client.publish(topic, "end", 1);
    Packet once = client.message("once");
    assertEquals(topic, once.props().user("id"));
    assertEquals("e", once.props().user("event"));
    assertEquals(
        List.of("cursor", "id", "event", "b", "a"),
        once.props().users().stream().map(Props.Pair::name).toList());
    client.message("end");
    assertEquals(2, site().history(topic).size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"POLL", "SSE", "WEBSOCKET"})
  void resumesElsewhereWithTheCursorOfAMessage(Transport transport) throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 1);
    site().publishNumbers(topic, 0, 20);
    String cursor = null;
    for (int i = 0; i < 20; i++) {
      Packet message = client.message(Integer.toString(i));
      cursor = i == 9 ? message.props().user("cursor") : cursor;
    }
    try (Subscriber subscriber = transport.subscribe(site(), cursor, topic)) {
      assertTrue(subscriber.hello().getBoolean("recovered"));
      assertEquals(List.of(10, 11, 12, 13, 14, 15, 16, 17, 18, 19), subscriber.numbers(10));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"POLL", "SSE", "WEBSOCKET"})
  void resumesWhereAnotherTransportStopped(Transport transport) throws Exception {
    String cursor;
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      site().publishNumbers(topic, 0, 20);
      subscriber.numbers(7);
      cursor = subscriber.cursor();
    }
    MqttClient client = connect(Version.V5);
    Packet suback = client.subscribe(new Subscribe(topic, 1).user("after", cursor));
    assertEquals("true", suback.props().user("recovered"));
    site().publishNumbers(topic, 20, 25);
    for (int i = 7; i < 25; i++) {
      client.message(Integer.toString(i));
    }
    client.expectNothing();
  }

  /** Where a subscription began: a cursor that leads there again. */
  @Test
  void saysInSubackWhereItStands() throws Exception {
    site().publishNumbers(topic, 0, 3);
    MqttClient client = connect(Version.V5);
    Packet suback = client.subscribe(new Subscribe(topic, 1));
    assertEquals("true", suback.props().user("recovered"));
    site().publishNumbers(topic, 3, 6);
    for (int i = 3; i < 6; i++) {
      client.message(Integer.toString(i));
    }
    MqttClient second = connect(Version.V5);
    second.subscribe(new Subscribe(topic, 1).user("after", suback.props().user("cursor")));
    for (int i = 3; i < 6; i++) {
      second.message(Integer.toString(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void replaysFromTheEarliestMessageIfAsked(int qos) throws Exception {
    site().publishNumbers(topic, 0, 300);
    MqttClient client = connect(Version.V5);
    client.subscribe(new Subscribe(topic, qos).user("after", "earliest"));
    site().publishNumbers(topic, 300, 310);
    for (int i = 0; i < 310; i++) {
      assertEquals(qos, client.message(Integer.toString(i)).qos());
    }
    client.subscribe(new Subscribe(topic + "/latest", qos).user("after", "latest"));
    client.expectNothing();
  }

  @Test
  void saysThatAnUnknownCursorIsNotRecovered() throws Exception {
    site().publishNumbers(topic, 0, 3);
    MqttClient client = connect(Version.V5);
    Packet suback = client.subscribe(new Subscribe(topic, 0).user("after", "anotherlog-z"));
    assertEquals("false", suback.props().user("recovered"));
    for (int i = 0; i < 3; i++) {
      client.message(Integer.toString(i));
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void retainsWhatWasPublishedOverHttpForThat(Version version) throws Exception {
    site().post("{\"topic\":\"%s\",\"data\":\"kept\",\"retain\":true}".formatted(topic));
    MqttClient client = connect(version);
    client.subscribe(topic, 1);
    assertTrue(client.message("\"kept\"").retain());
    client.publish(new Publish(topic, "").qos(1).retain());
    client.message("");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void isPresentWhileItIsConnected(Version version) throws Exception {
    String user = newClientId();
    String token = Site.token(user, List.of(), List.of("#"), List.of());
    MqttClient client = connect(new Connect(version, newClientId()).token(token));
    client.subscribe(topic, 0);
    JsonObject presence = Site.object(site().get("api/presence/" + user).body());
    JsonObject session = presence.getJsonArray("sessions").getJsonObject(0);
    assertEquals("mqtt", session.getString("transport"));
    assertEquals(Json.createArrayBuilder().add(topic).build(), session.getJsonArray("topics"));
    client.close();
    Await.until(
        "gone", () -> !Site.object(site().get("api/presence/" + user).body()).getBoolean("online"));
  }

  @Test
  void carriesRawBodiesAsTheyAre() throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 1);
    byte[] binary = {0, 1, (byte) 0xff, (byte) 0xfe};
    site().post("api/topics/" + topic, "application/octet-stream", binary);
    assertArrayEquals(binary, client.message().payload());
    site().post("api/topics/" + topic, "text/plain", "plain".getBytes(UTF_8));
    client.message("plain");
  }
}
