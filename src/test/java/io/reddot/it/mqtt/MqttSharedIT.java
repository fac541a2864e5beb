package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions that several clients share: each message goes to one of them. */
class MqttSharedIT extends DeployedMqtt {
  private static final int MESSAGES = 60;

  private final String topic = newTopic();
  private final String group = "$share/g/" + topic;

  /** Publishes numbers, and an end of which each of the readers has a subscription of its own. */
  private void publish(int qos, MqttClient... readers) throws Exception {
    MqttClient publisher = connect(Version.V5);
    for (MqttClient reader : readers) {
      reader.subscribe(topic + "-end", qos);
    }
    for (int i = 0; i < MESSAGES; i++) {
      publisher.publish(topic, Integer.toString(i), qos);
    }
    publisher.publish(topic + "-end", "end", qos);
  }

  private static List<Integer> readToTheEnd(MqttClient reader) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    for (String text = reader.message().text(); !text.equals("end"); ) {
      numbers.add(Integer.parseInt(text));
      text = reader.message().text();
    }
    return numbers;
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
    publish(qos, one, two, three);
    List<Integer> all = new ArrayList<>();
    for (MqttClient member : List.of(one, two, three)) {
      List<Integer> share = readToTheEnd(member);
      assertEquals(share.stream().sorted().toList(), share, "in order");
      assertTrue(share.size() < MESSAGES, "shared");
      all.addAll(share);
    }
    assertEquals(IntStream.range(0, MESSAGES).boxed().toList(), all.stream().sorted().toList());
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
    publish(1, member, other, alone);
    List<Integer> all = IntStream.range(0, MESSAGES).boxed().toList();
    assertEquals(all, readToTheEnd(member));
    assertEquals(all, readToTheEnd(other));
    assertEquals(all, readToTheEnd(alone));
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
    MqttClient publisher = connect(Version.V5);
    zero.subscribe(topic + "-end", 0);
    one.subscribe(topic + "-end", 1);
    for (int i = 0; i < MESSAGES; i++) {
      publisher.publish(topic, "x", 2);
    }
    publisher.publish(topic + "-end", "end", 2);
    int count = 0;
    for (MqttClient member : List.of(zero, one)) {
      Packet message = member.message();
      for (; !message.text().equals("end"); count++) {
        assertEquals(member == zero ? 0 : 1, message.qos());
        message = member.message();
      }
    }
    assertEquals(MESSAGES, count);
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
    publish(1, stays);
    assertEquals(IntStream.range(0, MESSAGES).boxed().toList(), readToTheEnd(stays));
  }

  /** Section 4.8.2: of QoS 1 another member gets what one did not acknowledge, if it is gone. */
  @Test
  void areNotLostWithAMemberThatEnds() throws Exception {
    MqttClient one = connect(Version.V5);
    one.subscribe(group, 1);
    MqttClient two = connect(Version.V5);
    two.subscribe(group, 1);
    MqttClient publisher = connect(Version.V5);
    for (int i = 0; i < 10; i++) {
      publisher.publish(topic, Integer.toString(i), 1);
    }
    publisher.publish(topic, "end", 1);
    TreeSet<String> seen = new TreeSet<>();
    Packet first = one.expect(Type.PUBLISH);
    one.close();
    while (seen.size() < 11) {
      seen.add(two.message().text());
    }
    assertTrue(seen.contains(first.text()));
    assertEquals(
        IntStream.range(0, 10).mapToObj(Integer::toString).collect(Collectors.toSet()),
        seen.headSet("end"));
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
