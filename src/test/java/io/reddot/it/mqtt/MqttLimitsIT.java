package io.reddot.it.mqtt;

import static io.reddot.fixture.LimitedServer.BURST;
import static io.reddot.fixture.LimitedServer.USER_SESSIONS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.LimitedServer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks too much over MQTT is told so as the standard allows; nobody else notices. */
@ResourceLock(LimitedServer.SHARED)
class MqttLimitsIT {
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int CONNECTION_RATE_EXCEEDED = 0x9f;
  private static final int SERVER_UNAVAILABLE_3 = 3;

  private static ServerProcess server;

  private final String topic = "it/" + UUID.randomUUID();
  private final List<MqttClient> clients = new ArrayList<>();
  private MqttClient witness;

  @BeforeAll
  static void start() throws Exception {
    server = LimitedServer.shared();
  }

  /** An address of the test's own: all of 127/8 is this machine. */
  private MqttClient open(Version version, String address) throws IOException {
    Socket socket =
        new Socket(Site.LOCALHOST, server.site().mqttPort(), InetAddress.getByName(address), 0);
    MqttClient client = new MqttClient(socket, version);
    clients.add(client);
    return client;
  }

  private MqttClient connect(Version version, String token) throws Exception {
    MqttClient client = open(version, "127.0.0.1");
    client.connect(new Connect(version, DeployedMqtt.newClientId()).token(token));
    return client;
  }

  @BeforeEach
  void watch() throws Exception {
    witness = open(Version.V5, "127.0.0.2");
    witness.connect(
        new Connect(Version.V5, DeployedMqtt.newClientId()).token(LimitedServer.newcomer()));
    witness.subscribe(topic, 0);
  }

  @AfterEach
  void nobodyElseIsDisturbed() throws Exception {
    witness.publish(topic, "undisturbed", 1);
    while (!witness.await(Type.PUBLISH).text().equals("undisturbed")) {
      // what was taken
    }
    for (MqttClient client : clients) {
      client.close();
    }
  }

  private static void assertQuota(String property, Packet packet) {
    assertEquals(QUOTA_EXCEEDED, packet.code(), packet::toString);
    assertSays(property, packet);
  }

  private static void assertSays(String property, Packet packet) {
    String why = packet.props().text(Props.REASON_STRING);
    assertTrue(why.contains("(reddot.limit." + property + ")"), why);
  }

  private List<String> stored() throws Exception {
    return server.site().as(LimitedServer.newcomer()).history(topic).stream()
        .map(message -> message.getString("data"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1, PUBACK", "2, PUBREC"})
  void refusesToPublishMoreThanOneMay(int qos, Type answered) throws Exception {
    MqttClient client = connect(Version.V5, LimitedServer.newcomer());
    int refused = -1;
    for (int i = 0; refused < 0; i++) {
      int id = client.send(new Publish(topic, "m" + i).qos(qos));
      Packet answer = client.expect(answered);
      assertEquals(id, answer.id());
      if (answer.code() != 0) {
        assertTrue(i >= BURST, "refused after " + i);
        assertQuota("user.publishes-per-second", answer);
        refused = i;
      } else if (qos == 2) {
        client.ack(Type.PUBREL, id);
        client.expect(Type.PUBCOMP);
      }
    }
    assertFalse(stored().contains("m" + refused));
    client.expectNothing();
    if (qos == 2) { // the packet identifier is free again
      client.ack(Type.PUBREL, client.nextId());
      assertEquals(0x92, client.expect(Type.PUBCOMP).code());
    }
  }

  /** A line for each would be a way to fill the disk. */
  @Test
  void refusalsDoNotFloodTheLog() throws Exception {
    long before = Files.size(server.log());
    String user = "nobody-" + UUID.randomUUID();
    String token = Site.token(user, List.of(), List.of("#"), List.of());
    MqttClient five = connect(Version.V5, token);
    for (int i = 0; i < 300; i++) {
      five.send(new Publish(topic, "m" + i).qos(1));
      Packet answer = five.expect(Type.PUBACK);
      assertTrue(List.of(0x87, QUOTA_EXCEEDED).contains(answer.code()), answer::toString);
    }
    Subscribe many = new Subscribe("#/0", 0);
    for (int i = 1; i < 500; i++) {
      many.and("#/" + i, 0);
    }
    for (int i = 0; i < 2 * BURST; i++) {
      Packet suback = five.subscribe(many);
      assertTrue(suback.codes().stream().allMatch(code -> code >= 0x80), suback::toString);
    }
    for (int i = 0; i < 100; i++) {
      MqttClient bad = open(Version.V5, "127.0.0.7");
      bad.send(new Connect(Version.V5, DeployedMqtt.newClientId()).token("guess" + i).bytes());
      int code = bad.expect(Type.CONNACK).code();
      assertTrue(code == 0x86 || code == CONNECTION_RATE_EXCEEDED, "answered " + code);
      bad.close();
    }
    String said = Files.readString(server.log()).substring((int) before);
    assertTrue(said.contains("refused to publish (" + user + ")"), said);
    assertTrue(said.contains("refused a subscription over MQTT (" + user + ")"), said);
    assertTrue(said.length() < 20_000, () -> said.length() + " characters: " + said);
  }

  @ParameterizedTest
  @EnumSource
  void takesSoManyFiltersInOnePacketAndNoMore(Version version) throws Exception {
    Subscribe many = new Subscribe("#/0", 0);
    for (int i = 1; i < 1_000; i++) {
      many.and("#/" + i, 0);
    }
    MqttClient client = connect(version, LimitedServer.newcomer());
    assertEquals(1_000, client.subscribe(many).codes().size());
    client.send(many.and("#/more", 0).bytes(version, client.nextId()));
    client.expectDisconnect(QUOTA_EXCEEDED);
  }

  /** What 3.1.1 cannot be told is counted even so. */
  @Test
  void countsWhatItDropsOfOldClients() throws Exception {
    MqttClient old = connect(Version.V3, LimitedServer.newcomer());
    int dropped = 0;
    Packet answer;
    do {
      old.send(new Publish("$SYS/x", "m").qos(1));
      answer = old.next();
      dropped++;
    } while (answer.type() == Type.PUBACK && dropped < 100 * BURST);
    assertEquals(Type.CLOSED, answer.type());
    assertTrue(dropped >= BURST, "hung up after " + dropped);
  }

  @Test
  void dropsWhatIsTooMuchOfQosZeroAndGoesOn() throws Exception {
    MqttClient client = connect(Version.V5, LimitedServer.newcomer());
    client.subscribe(topic + "/other", 0);
    for (int i = 0; i < 20 * BURST; i++) {
      client.send(new Publish(topic, "m" + i));
    }
    client.expectNothing();
    witness.publish(topic + "/other", "heard", 0);
    client.message("heard");
    Await.until("the first ones are stored", () -> stored().size() >= BURST);
    assertTrue(stored().size() < 20 * BURST);
    assertEquals("m0", stored().get(0));
  }

  /** MQTT 3.1.1 has no word for it; what was not acknowledged is the client's to send again. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void hangsUpOnAClientOfTheOldVersion(int qos) throws Exception {
    MqttClient client = connect(Version.V3, LimitedServer.newcomer());
    int acknowledged = 0;
    Packet answer;
    do {
      try {
        client.send(new Publish(topic, "m" + acknowledged).qos(qos));
      } catch (IOException e) {
        // it has hung up already
      }
      answer = client.next();
      acknowledged++;
      if (answer.type() == Type.PUBREC) {
        client.ack(Type.PUBREL, answer.id());
        client.expect(Type.PUBCOMP);
      }
    } while (answer.type() != Type.CLOSED);
    assertTrue(acknowledged > BURST, "hung up after " + acknowledged);
    assertFalse(stored().contains("m" + (acknowledged - 1)));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void holdsSoManySessionsOfAUser(Version version) throws Exception {
    String token = LimitedServer.newcomer();
    String first = DeployedMqtt.newClientId();
    open(version, "127.0.0.1").connect(new Connect(version, first).token(token));
    MqttClient last = null;
    for (int i = 1; i < USER_SESSIONS; i++) {
      last = connect(version, token);
    }
    MqttClient refused = open(version, "127.0.0.1");
    refused.send(new Connect(version, DeployedMqtt.newClientId()).token(token).bytes());
    Packet connack =
        refused.expectRefused(version == Version.V5 ? QUOTA_EXCEEDED : SERVER_UNAVAILABLE_3);
    if (version == Version.V5) {
      assertSays("user.sessions", connack);
    }
    // Who comes again takes its own place.
    MqttClient again = open(version, "127.0.0.1");
    again.connect(new Connect(version, first).token(token));
    last.disconnect();
    Await.until(
        "there is room again",
        () -> {
          MqttClient next = open(version, "127.0.0.1");
          next.send(new Connect(version, DeployedMqtt.newClientId()).token(token).bytes());
          return next.expect(Type.CONNACK).code() == 0;
        });
    again.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void refusesWhoComesTooOften(Version version) throws Exception {
    String token = LimitedServer.newcomer();
    for (int i = 0; ; i++) {
      MqttClient client = open(version, "127.0.0.1");
      client.send(new Connect(version, DeployedMqtt.newClientId()).token(token).bytes());
      Packet connack = client.expect(Type.CONNACK);
      if (connack.code() != 0) {
        assertTrue(i >= BURST, "refused after " + i);
        if (version == Version.V5) {
          assertEquals(CONNECTION_RATE_EXCEEDED, connack.code());
          assertSays("user.sessions-per-second", connack);
        } else {
          assertEquals(SERVER_UNAVAILABLE_3, connack.code());
        }
        client.expectClosed();
        break;
      }
      client.disconnect();
    }
  }

  @Test
  void countsAReplayAndRetainedMessagesAsReads() throws Exception {
    MqttClient client = connect(Version.V5, LimitedServer.newcomer());
    Packet suback = null;
    for (int i = 0; i <= 2 * BURST; i++) {
      suback = client.subscribe(new Subscribe(topic + "/x", 0).user("after", "earliest"));
      if (suback.code() != 0) {
        break;
      }
      assertTrue(i < 2 * BURST, "never refused");
    }
    assertQuota("user.reads-per-second", suback);
    client.expectNothing();
  }

  /** What would be too much when the client dies is refused while there is somebody to tell. */
  @Test
  void countsAWillWhenItIsLeft() throws Exception {
    String token = LimitedServer.newcomer();
    MqttClient publishing = connect(Version.V5, token);
    int id;
    Packet answer;
    do {
      id = publishing.send(new Publish(topic, "m").qos(1));
      answer = publishing.expect(Type.PUBACK);
      assertEquals(id, answer.id());
    } while (answer.code() == 0);
    MqttClient client = open(Version.V5, "127.0.0.1");
    client.send(
        new Connect(Version.V5, DeployedMqtt.newClientId())
            .token(token)
            .will(new Publish(topic, "gone"))
            .bytes());
    Packet connack = client.expectRefused(QUOTA_EXCEEDED);
    assertSays("user.publishes-per-second", connack);
    assertFalse(stored().contains("gone"));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void letsNobodyTryTokensForEver(Version version) throws Exception {
    String address = version == Version.V5 ? "127.0.0.5" : "127.0.0.3";
    String id = DeployedMqtt.newClientId();
    int badPassword = version == Version.V5 ? 0x86 : 4;
    int limited = version == Version.V5 ? CONNECTION_RATE_EXCEEDED : SERVER_UNAVAILABLE_3;
    Packet connack;
    int tried = 0;
    do {
      MqttClient client = open(version, address);
      client.send(new Connect(version, id).token("guess" + tried++).bytes());
      connack = client.expect(Type.CONNACK);
      client.expectClosed();
    } while (connack.code() == badPassword);
    assertEquals(limited, connack.code());
    assertTrue(tried > BURST, "refused after " + tried);
    connect(version, LimitedServer.newcomer()).expectNothing(); // from elsewhere
  }

  /** Without a keep-alive nothing else would ever end it. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void hangsUpOnAPacketThatDoesNotEnd(Version version) throws Exception {
    MqttClient client = open(version, "127.0.0.1");
    client.connect(
        new Connect(version, DeployedMqtt.newClientId())
            .keepAlive(0)
            .token(LimitedServer.newcomer()));
    client.send(0x30, 0xe8, 0x07, 0, 1); // 1,000 bytes, of which two come
    client.expectDisconnect(0x83);
  }

  @Test
  void takesSoManyUserPropertiesAndNoMore() throws Exception {
    MqttClient client = connect(Version.V5, LimitedServer.newcomer());
    Publish many = new Publish(topic, "many").qos(1);
    for (int i = 0; i < 64; i++) {
      many.user("name", "value");
    }
    client.publish(many);
    client.send(many.user("one", "more").id(client.nextId()));
    client.expectDisconnect(QUOTA_EXCEEDED);
    assertEquals(List.of("many"), stored());
  }
}
