package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A user that subscribes to as many shared groups as all its sessions have filters, with the
 * default limits: 200 sessions of 100 filters each. Each group would read every message.
 */
class MqttManyGroupsIT extends DeployedMqtt {
  private static final int QUOTA_EXCEEDED = 0x97;

  /** The default of {@code reddot.limit.user.sessions}, which this server does not limit. */
  private static final int SESSIONS = 200;

  /** The default of {@code reddot.session.subscriptions}. */
  private static final int FILTERS = 100;

  /** The default of {@code reddot.limit.user.share-groups}. */
  private static final int GROUPS = 100;

  private final String topic = newTopic();
  private final String hoarder = "hoarder-" + UUID.randomUUID();
  private final String other = "other-" + UUID.randomUUID();

  private MqttClient connectAs(String user) throws Exception {
    return connect(
        new Connect(Version.V5, newClientId())
            .token(Site.token(user, List.of(), List.of(topic), List.of(topic))));
  }

  private String group(int number) {
    return "$share/g" + number + "/" + topic;
  }

  /** Subscribes to {@link #FILTERS} groups; the subscription's identifier is the group's number. */
  private void subscribe(MqttClient client, int firstGroup) throws Exception {
    Bytes all = new Bytes();
    for (int group = firstGroup; group < firstGroup + FILTERS; group++) {
      all.raw(
          new Subscribe(group(group), 0)
              .with(Props.SUBSCRIPTION_ID, group)
              .bytes(Version.V5, client.nextId()));
    }
    client.send(all.toBytes());
  }

  /** Returns the groups that the server granted, by client. */
  private static Map<Integer, MqttClient> granted(List<MqttClient> clients) throws Exception {
    Map<Integer, MqttClient> granted = new HashMap<>();
    int firstGroup = 1;
    for (MqttClient client : clients) {
      for (int i = 0; i < FILTERS; i++) {
        Packet suback = client.expect(Type.SUBACK);
        if (suback.codes().equals(List.of(0))) {
          granted.put(firstGroup + suback.id() - 1, client);
        } else {
          assertEquals(List.of(QUOTA_EXCEEDED), suback.codes(), suback::toString);
          assertTrue(suback.props().text(Props.REASON_STRING).contains("100"), suback::toString);
        }
      }
      firstGroup += FILTERS;
    }
    return granted;
  }

  private static void assertEachHasItOnce(Map<Integer, MqttClient> granted, String payload)
      throws Exception {
    TreeSet<Integer> reached = new TreeSet<>();
    for (MqttClient client : granted.values()) {
      Packet message = client.message(payload);
      List<Integer> groups = message.props().subscriptionIds();
      assertEquals(1, groups.size());
      assertTrue(granted.get(groups.get(0)) == client && reached.add(groups.get(0)));
    }
    assertEquals(new TreeSet<>(granted.keySet()), reached);
  }

  @Test
  void getsNoMoreGroupsThanTheLimitAndDisturbsNoOtherUser() throws Exception {
    MqttClient bystander = connectAs(other);
    bystander.subscribe(topic, 1);
    List<MqttClient> clients = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      clients.add(connectAs(hoarder));
    }
    for (int i = 0; i < SESSIONS; i++) {
      subscribe(clients.get(i), 1 + i * FILTERS);
    }
    MqttClient member = connectAs(other);
    member.subscribe(group(1), 1); // meanwhile; a group of its own, despite the name
    Map<Integer, MqttClient> granted = granted(clients);
    assertEquals(GROUPS, granted.size());
    for (String payload : List.of("1", "2")) { // a message that comes twice comes before the next
      bystander.publish(topic, payload, 1);
      bystander.message(payload);
      member.message(payload);
      assertEachHasItOnce(granted, payload);
    }
  }
}
