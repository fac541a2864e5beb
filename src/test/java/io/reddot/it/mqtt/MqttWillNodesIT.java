package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.TwoNodes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Version;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two servers on one PostgreSQL: a will is published by a server that lives. */
@ResourceLock(TwoNodes.SHARED)
class MqttWillNodesIT {
  private static ServerProcess one;
  private static ServerProcess other;

  private final String topic = "it/wills/" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    one = TwoNodes.shared().one();
    other = TwoNodes.shared().other();
  }

  private MqttClient connect(ServerProcess node, String id, Publish will) throws Exception {
    MqttClient client = new MqttClient(node.site().mqttPort(), Version.V5);
    client.connect(new Connect(Version.V5, id).persistent().will(will));
    return client;
  }

  private List<String> published() throws Exception {
    return one.site().history(topic).stream()
        .map(message -> message.getString("data"))
        .sorted()
        .toList();
  }

  /** Wills of connected clients, and one that waits for its delay. */
  @Test
  void theWillsOfAKilledNodeArePublishedOnceByTheOther() throws Exception {
    for (int i = 0; i < 9; i++) {
      connect(other, topic + "/" + i, new Publish(topic, "w" + i));
    }
    Publish late = new Publish(topic, "w9").with(Props.WILL_DELAY, 20);
    connect(other, topic + "/9", late).close();
    connect(other, topic + "/10", new Publish(topic, "goodbye")).disconnect();
    other.site().publish(topic + "/else", "committed behind what the goodbye has changed");
    try {
      other.kill();
      List<String> all = IntStream.range(0, 10).mapToObj(i -> "w" + i).toList();
      Await.until("all wills are published", () -> published().size() >= all.size());
      assertEquals(all, published());
    } finally {
      other.start();
    }
    assertEquals(10, published().size(), "not again");
  }

  /** The client is back, on the other node, before its will is due. */
  @Test
  void aWillIsWithdrawnOnAnotherNode() throws Exception {
    String id = topic + "/back";
    connect(one, id, new Publish(topic, "gone").with(Props.WILL_DELAY, 120)).close();
    MqttClient back = connect(other, id, new Publish(topic, "second"));
    back.close();
    Await.until("the second will is published", () -> published().contains("second"));
    assertEquals(List.of("second"), published());
  }
}
