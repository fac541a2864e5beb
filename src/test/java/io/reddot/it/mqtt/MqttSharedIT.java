package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions that several clients share: each message goes to one of them. */
class MqttSharedIT extends DeployedMqtt {
  private static final int MESSAGES = 60;

  private static final List<Integer> ALL = IntStream.range(0, MESSAGES).boxed().toList();

  private final String topic = newTopic();
  private final String group = "$share/g/" + topic;

  private void publish(int qos) throws Exception {
    MqttClient publisher = connect(Version.V5);
    for (int i = 0; i < MESSAGES; i++) {
      publisher.publish(topic, Integer.toString(i), qos);
    }
  }

  /** What each of them got, once all of it has come; the order among them is nobody's to know. */
  private static List<List<Packet>> read(MqttClient... members) throws Exception {
    Await.until(
        "all has come to one or another",
        () -> Stream.of(members).mapToInt(MqttClient::waiting).sum() >= MESSAGES);
    List<List<Packet>> shares = new ArrayList<>();
    for (MqttClient member : members) {
      List<Packet> share = new ArrayList<>();
      while (member.waiting() > 0) {
        share.add(member.message());
      }
      shares.add(share);
    }
    return shares;
  }

  private static List<Integer> numbers(List<Packet> messages) {
    return messages.stream().map(message -> Integer.parseInt(message.text())).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Statement({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
  void goToOneMemberEach(int qos) throws Exception {
    MqttClient one = connect(Version.V5);
    MqttClient two = connect(Version.V5);
    MqttClient three = connect(Version.V5);
    for (MqttClient member : List.of(one, two, three)) {
      member.subscribe(group, qos);
    }
    publish(qos);
    List<Integer> all = new ArrayList<>();
    for (List<Packet> share : read(one, two, three)) {
      assertEquals(numbers(share).stream().sorted().toList(), numbers(share), "in order");
      assertTrue(share.size() < MESSAGES, "shared");
      all.addAll(numbers(share));
    }
    assertEquals(ALL, all.stream().sorted().toList());
  }

  @Test
  @Statement("MQTT-4.8.2-2")
  void goToEachGroupAndToWhoSharesNot() throws Exception {
    MqttClient member = connect(Version.V5);
    member.subscribe(group, 1);
    MqttClient other = connect(Version.V5);
    other.subscribe("$share/other/" + topic, 1);
    MqttClient alone = connect(Version.V5);
    alone.subscribe(topic, 1);
    publish(1);
    assertEquals(ALL, numbers(read(member).get(0)));
    assertEquals(ALL, numbers(read(other).get(0)));
    assertEquals(ALL, numbers(read(alone).get(0)));
  }

  /** The group is of name and filter: the same name with another filter is another one. */
  @Test
  @Statement("MQTT-4.8.2-2")
  void matchByFilter() throws Exception {
    MqttClient wide = connect(Version.V5);
    wide.subscribe("$share/g/" + topic + "/#", 1);
    MqttClient narrow = connect(Version.V5);
    narrow.subscribe("$share/g/" + topic + "/+/x", 1);
    wide.publish(topic + "/a/x", "1", 1);
    wide.publish(topic + "/a", "2", 1);
    wide.message("1");
    wide.message("2");
    narrow.message("1");
  }

  @Test
  @Statement("MQTT-4.8.2-3")
  void comeAtTheMembersQuality() throws Exception {
    MqttClient zero = connect(Version.V5);
    zero.subscribe(group, 0);
    MqttClient one = connect(Version.V5);
    one.subscribe(group, 1);
    publish(2);
    List<List<Packet>> shares = read(zero, one);
    assertTrue(shares.get(0).stream().allMatch(message -> message.qos() == 0));
    assertTrue(shares.get(1).stream().allMatch(message -> message.qos() == 1));
    assertEquals(MESSAGES, shares.get(0).size() + shares.get(1).size());
  }

  @Test
  @Statement({"MQTT-3.3.4-3", "MQTT-3.3.4-4"})
  void nameTheirSubscription() throws Exception {
    MqttClient member = connect(Version.V5);
    member.subscribe(new Subscribe(group, 1).with(Props.SUBSCRIPTION_ID, 42));
    member.publish(topic, "x", 1);
    assertEquals(List.of(42), member.message("x").props().subscriptionIds());
  }

  @Test
  @Statement("MQTT-3.10.4-1")
  void goToTheOthersWhenAMemberLeaves() throws Exception {
    MqttClient stays = connect(Version.V5);
    stays.subscribe(group, 1);
    MqttClient unsubscribes = connect(Version.V5);
    unsubscribes.subscribe(group, 1);
    MqttClient disconnects = connect(Version.V5);
    disconnects.subscribe(group, 1);
    MqttClient vanishes = connect(Version.V5);
    vanishes.subscribe(group, 1);
    assertEquals(List.of(0x11, 0), unsubscribes.unsubscribe(topic, group).codes());
    disconnects.disconnect();
    vanishes.send(0x36, 0); // so that the server is seen to know
    vanishes.expectDisconnect(0x81);
    publish(1);
    assertEquals(ALL, numbers(read(stays).get(0)));
  }

  /** Section 4.8.2: of QoS 1 another member gets what one did not acknowledge, if it is gone. */
  @Test
  void areNotLostWithAMemberThatEnds() throws Exception {
    MqttClient one = connect(Version.V5);
    one.subscribe(group, 1);
    MqttClient two = connect(Version.V5);
    two.subscribe(group, 1);
    publish(1);
    Await.until("all has come", () -> one.waiting() + two.waiting() == MESSAGES);
    assertTrue(one.waiting() > 0);
    one.close();
    assertEquals(ALL, numbers(read(two).get(0)).stream().sorted().toList());
    while (one.next().type() != Type.CLOSED) {
      // came to it and was not acknowledged
    }
  }

  @Test
  @Statement({"MQTT-4.8.2-6", "MQTT-4.4.0-2"})
  void areNotPassedOnIfAMemberRefusesThem() throws Exception {
    MqttClient one = connect(Version.V5);
    one.subscribe(group, 1);
    one.publish(topic, "refused", 1);
    Packet message = one.expect(Type.PUBLISH);
    MqttClient two = connect(Version.V5);
    two.subscribe(group, 1);
    one.ack(Type.PUBACK, message.id(), 0x80);
    one.expectNothing();
    one.disconnect();
    two.publish(topic, "next", 1);
    two.message("next");
  }

  @Test
  @Statement("MQTT-3.3.1-9")
  void haveNoRetainedMessages() throws Exception {
    MqttClient member = connect(Version.V5);
    member.publish(new Publish(topic, "kept").qos(1).retain());
    member.subscribe(group, 1);
    member.expectNothing();
    member.publish(new Publish(topic, "").qos(1).retain());
    member.message("");
  }

  @Test
  @Statement("MQTT-3.8.3-4")
  void cannotLeaveOutTheClientsOwn() throws Exception {
    MqttClient client = connect(Version.V5);
    client.send(new Subscribe(group, 1 | Subscribe.NO_LOCAL).bytes(Version.V5, 1));
    client.expectDisconnect(0x82);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$share/", "$share/g", "$share/g/", "$share//a", "$share/g+/a", "$share/#/a"})
  @Statement({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
  void haveANameAndAFilter(String filter) throws Exception {
    MqttClient client = connect(Version.V5);
    assertEquals(List.of(0x8f), client.subscribe(new Subscribe(filter, 1)).codes());
  }

  @Test
  void areKeptInAPersistentSession() throws Exception {
    String id = newClientId();
    MqttClient member = connect(new Connect(Version.V5, id).persistent());
    member.subscribe(group, 1);
    member.disconnect();
    MqttClient publisher = connect(Version.V5);
    publisher.publish(topic, "meanwhile", 1);
    member = connect(new Connect(Version.V5, id).persistent());
    publisher.publish(topic, "live", 1);
    member.message("meanwhile");
    member.message("live");
  }
}
