package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Await;
import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who is in a group reads what was sent since it came, until it goes, in all the ways that MQTT has
 * beside the plain one: shared subscriptions, retained messages, what is in flight.
 */
class MqttGroupsIT extends DeployedMqtt {
  private final String group = "g-" + UUID.randomUUID();
  private final String user = "u-" + UUID.randomUUID();
  private final String topic = "group/" + group;
  private final String member = "api/groups/" + group + "/members/" + user;

  private Connect user(String clientId) {
    return new Connect(Version.V5, clientId)
        .token(Site.token(user, List.of(), List.of(), List.of()));
  }

  private MqttClient user() throws Exception {
    return connect(user(newClientId()));
  }

  private void join() throws Exception {
    site().done("PUT", member, "");
  }

  private void leave() throws Exception {
    site().done("DELETE", member, "");
  }

  @AfterEach
  void nobodyIsInIt() throws Exception {
    leave();
  }

  private static int subscribe(MqttClient client, String filter) throws Exception {
    return client.subscribe(new Subscribe(filter, 1)).codes().get(0);
  }

  @Test
  void aSubscriptionIsJudgedByTheGroupsOfNow() throws Exception {
    MqttClient client = user();
    assertEquals(0x87, subscribe(client, topic));
    join();
    Await.until("it may read its group", () -> subscribe(client, topic) == 1);
    site().publish(topic, "1");
    client.message("\"1\"");
    leave();
    Await.until("it may read it no more", () -> subscribe(client, topic) == 0x87);
    assertEquals(0x87, subscribe(client, "$share/s/" + topic));
    site().publish(topic, "2");
    assertEquals(1, subscribe(client, "user/" + user), "and nothing else has happened to it");
    site().publish("user/" + user, "end");
    client.message("\"end\"");
  }

  @Test
  void aSharedSubscriptionGivesNothingToWhoHasLeft() throws Exception {
    join();
    MqttClient client = user();
    assertEquals(1, subscribe(client, "$share/s/" + topic));
    assertEquals(1, subscribe(client, "user/" + user));
    Await.until(
        "it shares",
        () -> {
          site().publish(topic, "member");
          return client.waiting() > 0;
        });
    site().publish(topic, "last");
    while (!client.message().text().equals("\"last\"")) {
      // those before it
    }
    leave();
    site().publish(topic, "secret");
    site().publish("user/" + user, "end");
    client.message("\"end\"");
    join();
    site().publish(topic, "member again");
    client.message("\"member again\"");
  }

  @Test
  void whatOneMayNotHaveOfASharedSubscriptionAnotherGets() throws Exception {
    join();
    MqttClient client = user();
    MqttClient operator = connect(Version.V5);
    assertEquals(1, subscribe(client, "$share/s/" + topic));
    assertEquals(1, subscribe(operator, "$share/s/" + topic));
    leave();
    for (int i = 0; i < 4; i++) {
      site().publish(topic, "secret " + i);
      operator.message("\"secret " + i + "\"");
    }
    client.expectNothing();
  }

  @Test
  void aSharedSubscriptionGoesOnWithoutWhatWasSentBeforeOneJoined() throws Exception {
    String shared = "$share/s/" + topic;
    MqttClient operator = connect(new Connect(Version.V5, newClientId()).persistent());
    assertEquals(1, subscribe(operator, shared));
    operator.disconnect();
    site().publish(topic, "secret");
    join();
    MqttClient client = user();
    assertEquals(1, subscribe(client, shared));
    site().publish(topic, "member");
    client.message("\"member\"");
    client.expectNothing();
  }

  @Test
  void aRetainedMessageOfBeforeOneJoinedStaysSecret() throws Exception {
    MqttClient operator = connect(Version.V5);
    operator.publish(new Publish(topic, "secret").qos(1).retain());
    join();
    MqttClient client = user();
    assertEquals(1, subscribe(client, topic));
    client.expectNothing();
    assertEquals(1, subscribe(operator, topic));
    operator.message("secret");
    operator.publish(new Publish(topic, "").qos(1).retain());
    operator.message("");
    client.message("");
  }

  @Test
  void whatWasInFlightIsNotSentAgainToWhoMayReadLessNow() throws Exception {
    String id = newClientId();
    String open = newTopic();
    Connect granted =
        new Connect(Version.V5, id)
            .token(Site.token(user, List.of(), List.of(open), List.of()))
            .persistent();
    MqttClient client = connect(granted);
    assertEquals(1, subscribe(client, open));
    site().publish(open, "secret");
    client.expect(Type.PUBLISH); // and not acknowledged
    client.close();
    MqttClient again = connect(user(id).persistent());
    again.expectNothing();
    again.disconnect();
  }
}
