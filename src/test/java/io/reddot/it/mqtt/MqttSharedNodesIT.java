package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.TwoNodes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Reader;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers on one PostgreSQL: a group has members on both, and gets each message once. */
@ResourceLock(TwoNodes.SHARED)
class MqttSharedNodesIT {
  private static TwoNodes nodes;
  private static ServerProcess one;
  private static ServerProcess other;

  @BeforeAll
  static void start() throws Exception {
    nodes = TwoNodes.shared();
    one = nodes.one();
    other = nodes.other();
  }

  private static MqttClient connect(ServerProcess node, Connect connect) throws Exception {
    MqttClient client = new MqttClient(node.site().mqttPort(), Version.V5);
    client.connect(connect);
    return client;
  }

  private static MqttClient member(ServerProcess node, String topic, int qos) throws Exception {
    MqttClient client = connect(node, new Connect(Version.V5, ""));
    client.subscribe(group(topic), qos);
    return client;
  }

  private static String group(String topic) {
    return "$share/g/" + topic;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private static void await(int messages, MqttClient... members) throws Exception {
    Await.until(
        messages + " messages have come",
        () -> Stream.of(members).mapToInt(MqttClient::waiting).sum() >= messages);
  }

  /** What has come to it, acknowledged. */
  private static List<Integer> take(MqttClient member) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    while (member.waiting() > 0) {
      numbers.add(Integer.parseInt(member.message().text()));
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Statement({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
  void eachMessageGoesToOneMemberOnOneNode(int qos) throws Exception {
    String topic = "it/shared/once/" + qos;
    List<MqttClient> members =
        List.of(member(one, topic, qos), member(one, topic, qos), member(other, topic, qos));
    MqttClient alone = connect(other, new Connect(Version.V5, ""));
    alone.subscribe(topic, qos);
    for (int from = 0; from < 120; from += 10) {
      (from % 20 == 0 ? one : other).site().publishNumbers(topic, from, from + 10);
    }
    await(120, members.toArray(MqttClient[]::new));
    List<Integer> all = new ArrayList<>();
    for (MqttClient member : members) {
      List<Integer> some = take(member);
      assertEquals(some.stream().sorted().toList(), some, "in order");
      all.addAll(some);
    }
    assertEquals(numbers(0, 120), all.stream().sorted().toList());
    await(120, alone);
    assertEquals(numbers(0, 120), take(alone));
    for (MqttClient member : members) {
      member.expectNothing();
      member.disconnect();
    }
    alone.disconnect();
  }

  /** A node takes no more than its members do; the rest is the other's. */
  @Test
  void slowMembersLeaveTheRestToTheOtherNode() throws Exception {
    String topic = "it/shared/slow";
    MqttClient slow = connect(one, new Connect(Version.V5, "").with(Props.RECEIVE_MAXIMUM, 3));
    slow.subscribe(group(topic), 1);
    one.site().publishNumbers(topic, 0, 100);
    await(3, slow);
    MqttClient fast = member(other, topic, 1);
    await(97, fast);
    List<Integer> all = new ArrayList<>(take(fast));
    assertEquals(97, all.size());
    all.addAll(take(slow));
    Collections.sort(all);
    assertEquals(numbers(0, 100), all);
    slow.disconnect();
    fast.disconnect();
  }

  /** A stored session is a member while it is away, and comes back to whatever node. */
  @Test
  void aGroupGoesOnWhereItStoppedOnTheOtherNode() throws Exception {
    String topic = "it/shared/kept";
    MqttClient member = connect(one, new Connect(Version.V5, "shares").persistent());
    member.subscribe(group(topic), 1);
    one.site().publishNumbers(topic, 0, 5);
    await(5, member);
    member.message("0");
    member.message("1");
    member.disconnect(); // three are not acknowledged
    one.site().publishNumbers(topic, 5, 8);
    member = connect(other, new Connect(Version.V5, "shares").persistent());
    await(6, member);
    assertEquals(numbers(2, 8), take(member).stream().sorted().toList());
    member.expectNothing();
    assertEquals(List.of(0), member.unsubscribe(group(topic)).codes());
    member.disconnect();
    Await.until("the group has ended", () -> !stands(topic));
    one.site().publishNumbers(topic, 8, 9);
    MqttClient later = member(one, topic, 1);
    other.site().publishNumbers(topic, 9, 10);
    later.message("9");
    later.disconnect();
  }

  @Test
  void whatAKilledNodesMemberHadGoesToAnother() throws Exception {
    String topic = "it/shared/killed";
    MqttClient dies = member(other, topic, 1);
    other.site().publishNumbers(topic, 0, 40);
    await(40, dies);
    for (int i = 0; i < 10; i++) {
      dies.message("" + i);
    }
    dies.expect(Type.PUBLISH); // that it has been heard is not said
    MqttClient lives = member(one, topic, 1);
    other.kill();
    one.site().publishNumbers(topic, 40, 45);
    Set<Integer> got = new HashSet<>();
    Await.until(
        "all that was not acknowledged has come",
        () -> {
          got.addAll(take(lives));
          return got.containsAll(numbers(10, 45));
        });
    lives.expectNothing();
    lives.disconnect();
    dies.close();
    other.start();
  }

  /** MQTT-4.8.2-4: of QoS 2 the session has what it was sent, and nobody else gets it. */
  @Test
  @Statement({"MQTT-4.8.2-4", "MQTT-4.8.2-5"})
  void whatASessionHasOfQos2ItHasAfterTheKillAndItAlone() throws Exception {
    String topic = "it/shared/exact";
    Reader reader = new Reader(2);
    MqttClient dies = connect(other, new Connect(Version.V5, "exact").persistent());
    dies.subscribe(group(topic), 2);
    other.site().publishNumbers(topic, 0, 40);
    reader.take(dies, 55); // in the middle of it
    MqttClient lives = member(one, topic, 2);
    other.kill();
    dies.close();
    MqttClient back = connect(one, new Connect(Version.V5, "exact").persistent());
    reader.takeAll(back, 40);
    reader.assertGotAll(40);
    Await.until("the node was taken for gone", () -> seats() == 1);
    one.site().publishNumbers(topic, 40, 60);
    await(20, back, lives);
    List<Integer> rest = take(lives);
    rest.addAll(take(back));
    assertEquals(numbers(40, 60), rest.stream().sorted().toList());
    lives.expectNothing();
    back.expectNothing();
    lives.disconnect();
    back.unsubscribe(group(topic));
    back.disconnect();
    other.start();
  }

  /** Whether the database knows the group. */
  private static boolean stands(String topic) throws Exception {
    try (var connection = nodes.postgres().getPostgresDatabase().getConnection();
        var select =
            connection.prepareStatement("SELECT 1 FROM share_group WHERE name LIKE '%/' || ?")) {
      select.setString(1, group(topic));
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The table that says which nodes there are. */
  private static int seats() throws Exception {
    try (var connection = nodes.postgres().getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM share_node")) {
      assertTrue(row.next());
      return row.getInt(1);
    }
  }

  /** A node that stops in order gives back what it has. */
  @Test
  void whatAStoppedNodesMemberHadGoesToAnother() throws Exception {
    String topic = "it/shared/stopped";
    MqttClient leaves = member(other, topic, 1);
    other.site().publishNumbers(topic, 0, 20);
    await(20, leaves);
    leaves.message("0");
    MqttClient stays = member(one, topic, 1);
    other.stop();
    Set<Integer> got = new HashSet<>();
    Await.until(
        "all that was not acknowledged has come",
        () -> {
          got.addAll(take(stays));
          return got.containsAll(numbers(1, 20));
        });
    stays.disconnect();
    leaves.close();
    other.start();
  }
}
