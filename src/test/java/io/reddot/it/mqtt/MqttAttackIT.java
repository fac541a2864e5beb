package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only MQTT has: client ids, stored sessions, retained messages, wills, aliases. */
@ResourceLock(Attack.SERVER)
class MqttAttackIT {
  @RegisterExtension final Attack attack = new Attack();

  private final List<MqttClient> clients = new ArrayList<>();

  @AfterEach
  void hangUp() throws Exception {
    for (MqttClient client : clients) {
      client.close();
    }
  }

  private MqttClient open(Version version) throws Exception {
    MqttClient client = new MqttClient(attack.site().mqttPort(), version);
    clients.add(client);
    return client;
  }

  private static Connect as(Version version, String user, String clientId) {
    return new Connect(version, clientId).token(Forgery.token(user));
  }

  /** Bob's session is Bob's: whoever takes his client id neither has it nor throws him out. */
  @ParameterizedTest
  @EnumSource
  void aClientIdOpensNobodysSession(Version version) throws Exception {
    String id = "device-" + attack.bob();
    String topic = "user/" + attack.bob();
    MqttClient bob = open(version);
    bob.connect(as(version, attack.bob(), id).persistent());
    bob.subscribe(topic, 1);
    MqttClient mallory = open(version);
    assertFalse(mallory.connect(as(version, "mallory", id).persistent()).sessionPresent());
    bob.expectNothing(); // still there
    bob.disconnect();
    attack.site().publish(topic, "for bob");
    attack.stored(1);
    mallory.expectNothing();
    mallory.disconnect();
    MqttClient again = open(version);
    assertTrue(again.connect(as(version, attack.bob(), id).persistent()).sessionPresent());
    again.message("\"for bob\"");
    again.disconnect();
    MqttClient malloryAgain = open(version);
    malloryAgain.connect(as(version, "mallory", id).persistent());
    malloryAgain.expectNothing();
  }

  /** What one says as the user name makes nobody another one. */
  @ParameterizedTest
  @EnumSource
  void aUserNameIsNoUser(Version version) throws Exception {
    MqttClient mallory = open(version);
    mallory.connect(new Connect(version, "").credentials(attack.bob(), Forgery.token("mallory")));
    int code = mallory.subscribe(new Subscribe("user/" + attack.bob(), 1)).codes().get(0);
    assertTrue(code >= 0x80, "granted with " + code);
  }

  @Test
  void withoutATokenThereIsNoGuest() throws Exception {
    for (String user : new String[] {null, "", "operator", attack.bob()}) {
      for (String password : new String[] {null, "", "operator"}) {
        MqttClient guest = open(Version.V5);
        guest.send(new Connect(Version.V5, "").credentials(user, password).bytes());
        assertNotEquals(0, guest.expect(Type.CONNACK).code());
        guest.expectClosed();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRetainedIsForWhoMayReadIt(Version version) throws Exception {
    String topic = "user/" + attack.bob();
    attack
        .site()
        .done(
            "POST",
            "api/messages",
            "{\"topic\":\"" + topic + "\",\"data\":\"secret\",\"retain\":true}");
    attack.stored(1);
    MqttClient mallory = open(version);
    mallory.connect(as(version, "mallory", ""));
    for (String filter :
        List.of(topic, "user/+", "user/#", "+/+", "#", "$share/g/" + topic, "$share/g/#")) {
      assertTrue(mallory.subscribe(new Subscribe(filter, 1)).codes().get(0) >= 0x80, filter);
      mallory.expectNothing();
    }
    assertTrue(mallory.subscribe(new Subscribe("user/mallory/#", 1)).codes().get(0) < 0x80);
    mallory.expectNothing();
  }

  /** Refused at once or never published; either way nobody hears it. */
  @ParameterizedTest
  @EnumSource
  void aWillIsPublishedWithItsClientsGrants(Version version) throws Exception {
    MqttClient bob = open(version);
    bob.connect(as(version, attack.bob(), ""));
    bob.subscribe("user/" + attack.bob(), 1);
    for (String topic : List.of("user/" + attack.bob(), "$SYS/x", "everyone")) {
      for (boolean retain : new boolean[] {false, true}) {
        MqttClient mallory = open(version);
        Publish will = new Publish(topic, "from the grave").qos(1);
        mallory.send(as(version, "mallory", "").will(retain ? will.retain() : will).bytes());
        mallory.expect(Type.CONNACK);
        mallory.close();
      }
    }
    attack.othersAreServed();
    bob.expectNothing();
  }

  /** Many client ids, each with a will: what the server keeps of them is bounded. */
  @Test
  void theWillsOfOneUserAreBounded() throws Exception {
    String topic = "it/wills/" + attack.bob();
    String token = Forgery.token(attack.bob(), List.of(), List.of(topic));
    MqttClient before = open(Version.V5);
    before.connect(new Connect(Version.V5, "stored").token(token).persistent());
    before.disconnect();
    int kept = 0;
    Packet connack;
    do {
      MqttClient client = open(Version.V5);
      client.send(new Connect(Version.V5, "many-" + kept).token(token).will(will(topic)).bytes());
      connack = client.expect(Type.CONNACK);
      kept++;
    } while (connack.code() == 0 && kept < 190);
    assertEquals(0x97, connack.code(), kept + " kept, then " + connack);
    assertTrue(connack.props().text(Props.REASON_STRING).contains("wills"), connack::toString);
    assertTrue(kept * 30_000L < 5 << 20, kept + " of 30,000 bytes were kept");
    attack.othersAreServed();
    aRefusedWillTakesNoSessionAway(token, topic);
    for (MqttClient client : clients.subList(1, kept)) {
      client.disconnect(); // so that no will is published
    }
  }

  private static Publish will(String topic) {
    Publish will = new Publish(topic, "gone");
    for (int i = 0; i < 30; i++) {
      will.user("name", "x".repeat(1_000));
    }
    return will;
  }

  private void aRefusedWillTakesNoSessionAway(String token, String topic) throws Exception {
    MqttClient refused = new MqttClient(attack.site().mqttPort(), Version.V5);
    refused.send(new Connect(Version.V5, "stored").token(token).will(will(topic)).bytes());
    refused.expectRefused(0x97);
    refused.close();
    MqttClient again = new MqttClient(attack.site().mqttPort(), Version.V5);
    Connect resume = new Connect(Version.V5, "stored").token(token).resume();
    assertTrue(again.connect(resume).sessionPresent());
    again.disconnect();
  }

  /** A will is small, and so is the CONNECT that brings it. */
  @Test
  void aWillIsBounded() throws Exception {
    String topic = "it/wills/" + attack.bob();
    String token = Forgery.token(attack.bob(), List.of(), List.of(topic));
    for (int size : new int[] {600, 30_000}) {
      Publish will = new Publish(topic, "gone");
      for (int i = 0; i < 64; i++) {
        will.user("name", "x".repeat(size));
      }
      MqttClient client = open(Version.V5);
      byte[] connect = new Connect(Version.V5, "").token(token).will(will).bytes();
      if (size == 600) {
        client.send(connect);
        client.expectRefused(0x95);
      } else {
        try {
          client.send(connect);
        } catch (IOException hungUp) {
          // in the midst of it, as the server may
        }
        client.expectClosed();
      }
    }
    attack.othersAreServed();
  }

  /** Before anybody is known, a packet may not be as long as it may be later. */
  @ParameterizedTest
  @EnumSource
  void aLongConnectIsNotWaitedFor(Version version) throws Exception {
    for (int i = 0; i < 20; i++) {
      MqttClient anonymous = open(version);
      anonymous.send(0x10, 0x80, 0x80, 0x80, 0x02); // 4 MB are to come
      anonymous.expectClosed();
    }
    attack.othersAreServed();
  }

  /** An alias belongs to its connection; nothing can be published by another one's. */
  @Test
  void anAliasIsNobodyElses() throws Exception {
    MqttClient operator = open(Version.V5);
    operator.connect(new Connect(Version.V5, "").token(Forgery.token("operator", "operator")));
    operator.publish(new Publish("it/alias", "x").qos(1).with(Props.TOPIC_ALIAS, 1));
    attack.stored(1);
    MqttClient mallory = open(Version.V5);
    mallory.connect(as(Version.V5, "mallory", ""));
    mallory.send(new Publish("", "y").qos(1).with(Props.TOPIC_ALIAS, 1));
    mallory.expectDisconnect(0x82, 0x94);
  }

  /** Nor does a property of SUBSCRIBE or PUBLISH open what the filter may not. */
  @Test
  void aUserPropertyIsNoGrant() throws Exception {
    MqttClient mallory = open(Version.V5);
    mallory.connect(
        as(Version.V5, "mallory", "")
            .userProperty("token", Forgery.token("mallory"))
            .userProperty("user", attack.bob())
            .userProperty("groups", "operator"));
    Subscribe subscribe =
        new Subscribe("user/" + attack.bob(), 1)
            .user("after", "earliest")
            .user("token", Forgery.token("operator", "operator").replace('e', 'f'));
    assertEquals(List.of(0x87), mallory.subscribe(subscribe).codes());
    int id =
        mallory.send(new Publish("user/" + attack.bob(), "x").qos(1).user("sender", "operator"));
    Packet refused = mallory.expect(Type.PUBACK);
    assertEquals(id, refused.id());
    assertEquals(0x87, refused.code());
  }
}
