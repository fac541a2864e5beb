package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.TwoNodes;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two servers on one PostgreSQL: each tells who is online on either. */
@ResourceLock(TwoNodes.SHARED)
class PresenceNodesIT {
  private static ServerProcess one;
  private static ServerProcess other;

  private final String topic = DeployedWar.newTopic();

  @BeforeAll
  static void start() throws Exception {
    TwoNodes nodes = TwoNodes.shared();
    one = nodes.one();
    other = nodes.other();
  }

  private static List<JsonObject> sessions(Jwt jwt) throws Exception {
    return Site.object(one.site().get("api/presence/" + jwt.user()).body())
        .getJsonArray("sessions")
        .getValuesAs(JsonObject.class);
  }

  private Jwt anyone() {
    return Jwt.of("u-" + UUID.randomUUID(), topic);
  }

  private Subscriber subscribe(Transport transport, Jwt jwt) throws Exception {
    Subscriber subscriber = transport.subscribe(other.site().as(jwt.token()), "latest", topic);
    subscriber.hello();
    return subscriber;
  }

  /** All transports at once, because a node writes its sessions every five seconds. */
  private void withAll(Set<Transport> transports, Checks checks) throws Exception {
    Map<Transport, Jwt> users = new EnumMap<>(Transport.class);
    Map<Transport, Subscriber> subscribers = new EnumMap<>(Transport.class);
    try {
      for (Transport transport : transports) {
        Jwt jwt = anyone();
        users.put(transport, jwt);
        subscribers.put(transport, subscribe(transport, jwt));
      }
      for (Transport transport : transports) {
        Await.until(transport.name(), () -> !sessions(users.get(transport)).isEmpty());
      }
      for (Transport transport : transports) {
        checks.check(transport, users.get(transport), subscribers.get(transport));
      }
    } finally {
      for (Subscriber subscriber : subscribers.values()) {
        subscriber.close();
      }
    }
  }

  private interface Checks {
    void check(Transport transport, Jwt jwt, Subscriber subscriber) throws Exception;
  }

  @Test
  void whoIsOnlineOnOneIsSoOnTheOther() throws Exception {
    withAll(
        EnumSet.allOf(Transport.class),
        (transport, jwt, subscriber) -> {
          JsonObject session = sessions(jwt).get(0);
          assertEquals(transport.serversName(), session.getString("transport"));
          assertEquals("127.0.0.1", session.getString("address"));
          assertEquals("[\"" + topic + "\"]", session.get("topics").toString());
          assertEquals(0, session.getInt("outboxBytes"));
          assertTrue(session.containsKey("node"));
        });
  }

  @Test
  void anAudienceCountsTheUsersOfBoth() throws Exception {
    Jwt here = anyone();
    try (Subscriber both = subscribe(Transport.SSE, here);
        Subscriber again = Transport.SSE.subscribe(one.site().as(here.token()), "latest", topic);
        Subscriber there = subscribe(Transport.WEBSOCKET, anyone())) {
      again.hello();
      String path = "api/console/audience?topic=" + topic;
      for (ServerProcess node : List.of(one, other)) {
        Await.until(
            "both users, each once",
            () -> {
              JsonObject audience = node.site().done("GET", path, "");
              return audience.getInt("online") == 2
                  && audience.getJsonArray("topics").getJsonObject(0).getInt("online") == 2;
            });
      }
      for (Subscriber each : List.of(both, again, there)) {
        each.closeExhausted();
      }
    }
  }

  @Test
  void anOperatorDisconnectsOneSessionOfTheOther() throws Exception {
    try (Subscriber bystander = subscribe(Transport.SSE, anyone())) {
      withAll(
          EnumSet.complementOf(EnumSet.of(Transport.POLL, Transport.LONG_POLL)),
          (transport, jwt, subscriber) -> {
            String session = sessions(jwt).get(0).getString("session");
            String call = "api/sessions/" + session + "/disconnect";
            assertProblem(403, one.site().as(jwt.token()).send("POST", call, ""));
            assertEquals(202, one.site().send("POST", call, "").statusCode());
            JsonObject goodbye = subscriber.expect("goodbye");
            boolean mqtt = transport.name().startsWith("MQTT");
            assertEquals(mqtt ? 0x98 : 4012, goodbye.getInt("code"));
            assertFalse(!mqtt && goodbye.getBoolean("reconnect"));
            subscriber.expect("closed");
          });
      assertProblem(404, one.site().send("POST", "api/sessions/nobodys/disconnect", ""));
      one.site().publish(topic, "x");
      assertEquals("x", bystander.message().getString("data"));
    }
  }

  @Test
  void theSessionsOfAKilledNodeAreGoneWithinHalfAMinute() throws Exception {
    Jwt jwt = anyone();
    try (Subscriber subscriber = subscribe(Transport.SSE, jwt)) {
      Await.until("seen", () -> !sessions(jwt).isEmpty());
      other.kill();
      subscriber.expect("closed");
      Await.until("gone", Duration.ofSeconds(30), () -> sessions(jwt).isEmpty());
    } finally {
      other.revive();
    }
  }
}
