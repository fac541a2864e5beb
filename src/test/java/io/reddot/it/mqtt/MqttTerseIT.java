package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator may set for strict peers and narrow lines. */
class MqttTerseIT {
  private static final String TOPIC = "it/terse";
  private static final Props.Pair A = new Props.Pair("a", "2");
  private static final Props.Pair C = new Props.Pair("c", "3");
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new ServerProcess(
            "mqtt-terse",
            Map.of(
                "REDDOT_MQTT_TERSE", "true",
                "REDDOT_MQTT_KEEP_ALIVE_SECONDS", "60",
                "REDDOT_MQTT_REFUSED_FILTERS", "#,it/refused"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static MqttClient connect(Connect connect) throws Exception {
    MqttClient client = new MqttClient(server.site().mqttPort(), connect.version);
    client.connect(connect);
    return client;
  }

  private static MqttClient connect(String id) throws Exception {
    return connect(new Connect(Version.V5, id));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Statement({"MQTT-3.3.2-17", "MQTT-3.3.2-18"})
  void addsNothingToTheUserPropertiesOfAMessage(int qos) throws Exception {
    MqttClient client = connect("reader" + qos);
    client.subscribe(TOPIC + qos, 2);
    client.publish(new Publish(TOPIC + qos, "x").qos(qos).user("a", "2").user("c", "3"));
    assertEquals(List.of(A, C), client.message("x").props().users());
    server.site().publish(TOPIC + qos, "over HTTP");
    assertEquals(List.of(), client.message("\"over HTTP\"").props().users());
    client.disconnect();
  }

  @Test
  @Statement({"MQTT-3.3.2-17", "MQTT-3.3.2-18"})
  void addsNothingToWhatIsRetainedWilledOrSentAgain() throws Exception {
    MqttClient client = connect("writer");
    client.publish(new Publish(TOPIC + "/kept", "kept").qos(1).retain().user("a", "2"));
    MqttClient dying =
        connect(
            new Connect(Version.V5, "dying")
                .will(new Publish(TOPIC + "/will", "gone").qos(1).user("c", "3")));
    MqttClient reader = connect(new Connect(Version.V5, "reader").persistent());
    reader.subscribe(TOPIC + "/#", 1);
    assertEquals(List.of(A), reader.message("kept").props().users());
    dying.close();
    assertEquals(List.of(C), reader.expect(Type.PUBLISH).props().users());
    reader.close();
    reader = connect(new Connect(Version.V5, "reader").persistent());
    Packet again = reader.message("gone");
    assertEquals(List.of(true, List.of(C)), List.of(again.dup(), again.props().users()));
    reader.disconnect();
    client.disconnect();
  }

  /** A responder may well copy all of a request's properties. */
  @Test
  @Statement({"MQTT-3.3.2-15", "MQTT-3.3.2-16"})
  void takesAnAnswerWithTheUserPropertiesOfItsRequest() throws Exception {
    MqttClient asks = connect("asks");
    asks.subscribe(TOPIC + "/answers", 1);
    MqttClient answers = connect("answers");
    answers.subscribe(TOPIC + "/requests", 1);
    asks.publish(
        new Publish(TOPIC + "/requests", "?")
            .qos(1)
            .with(Props.RESPONSE_TOPIC, TOPIC + "/answers")
            .user("a", "2"));
    Props request = answers.message("?").props();
    Publish answer = new Publish(request.text(Props.RESPONSE_TOPIC), "!").qos(1);
    request.users().forEach(pair -> answer.user(pair.name(), pair.value()));
    answers.publish(answer);
    assertEquals(List.of(A), asks.message("!").props().users());
    asks.disconnect();
    answers.disconnect();
  }

  @Test
  @Statement({"MQTT-3.4.2-2", "MQTT-3.14.2-3"})
  void explainsNothing() throws Exception {
    MqttClient client = connect("explained");
    client.send(new Publish("$SYS/x", "x").qos(1).id(1));
    Packet puback = client.expect(Type.PUBACK);
    assertEquals(0x87, puback.code());
    assertFalse(puback.props().has(Props.REASON_STRING));
    client.send(new Publish("", "x"));
    Packet goodbye = client.expect(Type.DISCONNECT);
    assertFalse(goodbye.props().has(Props.REASON_STRING));
    client.close();
  }

  @Test
  @Statement("MQTT-3.1.2-21")
  void saysTheKeepAliveThatHolds() throws Exception {
    MqttClient client = new MqttClient(server.site().mqttPort(), Version.V5);
    Packet connack = client.connect(new Connect(Version.V5, "keeps").keepAlive(120));
    assertEquals(60, connack.props().number(Props.SERVER_KEEP_ALIVE));
    client.disconnect();
  }

  /** Even to an operator, who may read everything; and just these filters, not what they match. */
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.8.4-7", "MQTT-3.9.3-2", "MQTT3-3.8.4-5", "MQTT3-3.9.3-2"})
  void refusesFiltersThatNobodyMayHave(Version version) throws Exception {
    MqttClient client = connect(new Connect(version, "refused" + version));
    assertEquals(
        List.of(0x80, 1, 0x80),
        client.subscribe(new Subscribe("#", 0).and("it/+", 1).and("it/refused", 2)).codes());
    if (version == Version.V5) {
      assertEquals(List.of(0x80), client.subscribe(new Subscribe("$share/g/#", 1)).codes());
    }
    server.site().publish("it/refused", "once");
    client.message("\"once\"");
    client.disconnect();
  }
}
