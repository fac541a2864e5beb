package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reddot.fixture.Await;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Bytes;
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
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets, other tokens by AUTH (MQTT 5, section 4.12), and the end of whoever is revoked. */
class MqttAuthIT extends DeployedMqtt {
  private static final int AGAIN = 0x19;
  private static final String METHOD = "token";

  private final String topic = newTopic();
  private final String user = "u-" + UUID.randomUUID();
  private final Jwt jwt = Jwt.of(user, topic + "/#");

  private Connect enhanced(Jwt token) {
    return new Connect(Version.V5, newClientId())
        .anonymous()
        .with(Props.AUTHENTICATION_METHOD, METHOD)
        .with(Props.AUTHENTICATION_DATA, token.token().getBytes(UTF_8));
  }

  private static byte[] auth(int code, Props props) {
    return new Bytes().u8(code).raw(props.toBytes()).packet(0xf0);
  }

  private static byte[] again(String credential) {
    return auth(
        AGAIN,
        new Props()
            .with(Props.AUTHENTICATION_METHOD, METHOD)
            .with(Props.AUTHENTICATION_DATA, credential.getBytes(UTF_8)));
  }

  private String ticket(Jwt token) throws Exception {
    return site().as(token.token()).done("POST", "api/tickets", "").getString("ticket");
  }

  private void revoke(Jwt token) throws Exception {
    site().done("POST", "api/tokens/" + token.id() + "/revoke", "");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void takesATicketForAToken(Version version) throws Exception {
    String ticket = ticket(jwt);
    MqttClient client = connect(new Connect(version, newClientId()).token(ticket));
    client.subscribe(topic + "/a", 0);
    MqttClient second = open(version);
    second.send(new Connect(version, newClientId()).token(ticket).bytes());
    second.expectRefused(version == Version.V5 ? 0x86 : 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "ticket"})
  void takesATicketAsAUserProperty(String name) throws Exception {
    connect(new Connect(Version.V5, newClientId()).anonymous().userProperty(name, ticket(jwt)));
  }

  @Test
  @Statement({"MQTT-4.12.0-5", "MQTT-4.12.1-1"})
  void goesOnWithAnotherTokenByAuth() throws Exception {
    Instant end = Instant.now().plusSeconds(8);
    MqttClient client = open(Version.V5);
    Packet connack = client.connect(enhanced(jwt.until(end)));
    assertEquals(METHOD, connack.props().text(Props.AUTHENTICATION_METHOD));
    client.subscribe(topic + "/a", 1);

    Jwt next = Jwt.of(user, topic + "/#");
    client.send(again(next.token()));
    Packet auth = client.expect(Type.AUTH);
    assertEquals(0, auth.code());
    assertEquals(METHOD, auth.props().text(Props.AUTHENTICATION_METHOD));
    assertEquals(
        next.expiresAt().getEpochSecond(),
        Instant.parse(auth.props().user("expiresAt")).getEpochSecond());
    Await.until("the first token has ended", () -> Instant.now().isAfter(end.plusSeconds(2)));
    client.publish(topic + "/a", "x", 1);
    client.message("x");

    client.send(again(ticket(Jwt.of(user, topic + "/#"))));
    assertEquals(0, client.expect(Type.AUTH).code());
    revoke(next);
    client.publish(topic + "/a", "y", 1);
    client.message("y");
  }

  /** Shared ones, too; what is left is what the client has when it comes again. */
  @Test
  void losesWhatTheNewTokenDoesNotGrantAndIsToldSo() throws Exception {
    Connect persistent = enhanced(jwt).persistent();
    MqttClient client = connect(persistent);
    String shared = "$share/" + UUID.randomUUID() + "/" + topic + "/b";
    client.subscribe(topic + "/a", 1);
    client.subscribe(topic + "/#", 1);
    client.subscribe(shared, 1);
    Jwt less = Jwt.of(user, topic + "/a");
    client.send(again(less.token()));
    Packet auth = client.expect(Type.AUTH);
    assertEquals(
        List.of(topic + "/#", shared),
        auth.props().users().stream()
            .filter(pair -> pair.name().equals("unsubscribed"))
            .map(Props.Pair::value)
            .toList());
    site().publish(topic + "/b", "not for it");
    site().publish(topic + "/a", "for it");
    client.message("\"for it\"");
    client.send(new Publish(topic + "/b", "x").qos(1).id(9));
    assertEquals(0x87, client.expect(Type.PUBACK).code());
    assertEquals(List.of(0x87), client.subscribe(new Subscribe(topic + "/b", 0)).codes());
    client.disconnect();

    MqttClient again = connect(persistent);
    site().publish(topic + "/b", "not for it");
    site().publish(topic + "/a", "again");
    again.message("\"again\"");
    again.expectNothing();
  }

  /** Told over HTTP, it is the same. */
  @Test
  void losesItAlsoWhenTheTokenIsBroughtApart() throws Exception {
    MqttClient client = connect(new Connect(Version.V5, newClientId()).token(jwt.token()));
    client.subscribe(topic + "/a", 1);
    client.subscribe(topic + "/b", 1);
    Site bearer = site().as(jwt.token());
    String session =
        bearer
            .done("GET", "api/presence/" + user, "")
            .getJsonArray("sessions")
            .getJsonObject(0)
            .getString("session");
    Site less = site().as(Jwt.of(user, topic + "/a").token());
    assertEquals(202, less.send("POST", "api/sessions/" + session + "/token", "").statusCode());
    revoke(jwt); // behind it in the log
    Await.until("told", () -> less.get("api/poll?topic=" + topic + "/a").statusCode() == 200);
    site().publish(topic + "/b", "not for it");
    site().publish(topic + "/a", "x");
    client.message("\"x\"");
    client.send(new Publish(topic + "/b", "x").qos(1).id(9));
    assertEquals(0x87, client.expect(Type.PUBACK).code());
  }

  @Test
  @Statement("MQTT-4.12.1-2")
  void hangsUpWhenTheOtherTokenIsNoGood() throws Exception {
    Jwt revoked = Jwt.of(user, topic + "/#");
    revoke(revoked);
    for (String bad :
        List.of(
            "junk",
            "rdt-" + "A".repeat(43),
            Jwt.of("mallory", "#").token(),
            jwt.until(Instant.now().minusSeconds(3_600)).token(),
            revoked.token())) {
      MqttClient client = connect(enhanced(jwt));
      client.send(again(bad));
      client.expectDisconnect(0x87);
    }
  }

  @Test
  @Statement({"MQTT-4.12.1-1", "MQTT-3.15.2-1"})
  void hangsUpOnAnAuthThatIsNoReauthentication() throws Exception {
    Props method = new Props().with(Props.AUTHENTICATION_METHOD, METHOD);
    byte[] data = jwt.token().getBytes(UTF_8);
    MqttClient nothingWasAsked = connect(enhanced(jwt));
    nothingWasAsked.send(auth(0x18, method.with(Props.AUTHENTICATION_DATA, data)));
    nothingWasAsked.expectDisconnect(0x82);

    MqttClient anotherMethod = connect(enhanced(jwt));
    anotherMethod.send(
        auth(
            AGAIN,
            new Props()
                .with(Props.AUTHENTICATION_METHOD, "SCRAM-SHA-1")
                .with(Props.AUTHENTICATION_DATA, data)));
    anotherMethod.expectDisconnect(0x82);

    MqttClient noMethod = connect(enhanced(jwt));
    noMethod.send(auth(AGAIN, new Props()));
    noMethod.expectDisconnect(0x82);

    MqttClient noData = connect(enhanced(jwt));
    noData.send(auth(AGAIN, new Props().with(Props.AUTHENTICATION_METHOD, METHOD)));
    noData.expectDisconnect(0x87);

    MqttClient success = connect(enhanced(jwt));
    success.send(0xf0, 0);
    success.expectDisconnect(0x82);
  }

  /** Who brought a token as its password has agreed on no method. */
  @Test
  @Statement({"MQTT-4.12.0-6", "MQTT-4.12.0-7"})
  void hangsUpOnAnAuthWithoutAMethodInConnect() throws Exception {
    MqttClient client = open(Version.V5);
    Packet connack = client.connect(new Connect(Version.V5, newClientId()).token(jwt.token()));
    assertFalse(connack.props().has(Props.AUTHENTICATION_METHOD));
    client.send(again(jwt.token()));
    client.expectDisconnect(0x82);
  }

  @Test
  void refusesABadTokenThatCameAsAuthenticationData() throws Exception {
    MqttClient client = open(Version.V5);
    client.send(
        new Connect(Version.V5, newClientId())
            .with(Props.AUTHENTICATION_METHOD, METHOD)
            .with(Props.AUTHENTICATION_DATA, new byte[] {1, 2})
            .bytes());
    client.expectRefused(0x86);
  }

  /** Its will is not published: who may publish nothing any more leaves nothing, either. */
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement("MQTT-4.13.1-1")
  void hangsUpOnWhoeverIsRevokedAndPublishesNoWillOfIt(Version version) throws Exception {
    MqttClient witness = connect(version);
    witness.subscribe(topic + "/#", 1);
    MqttClient client =
        connect(
            new Connect(version, newClientId())
                .token(jwt.token())
                .will(new Publish(topic + "/will", "x")));
    client.subscribe(topic + "/a", 1);
    revoke(jwt);
    client.expectDisconnect(0x98);
    MqttClient again = open(version);
    again.send(new Connect(version, newClientId()).token(jwt.token()).bytes());
    again.expectRefused(version == Version.V5 ? 0x86 : 4);
    pass(Duration.ofSeconds(1));
    witness.publish(topic + "/end", "end", 1);
    witness.message("end");
  }
}
