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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Two servers on one PostgreSQL: each tells who is online on either. */
@ResourceLock(TwoNodes.SHARED)
class PresenceNodesIT {
  private static ServerProcess one;
  private static ServerProcess other;

  private final String topic = DeployedWar.newTopic();
  private final Jwt jwt = Jwt.of("u-" + UUID.randomUUID(), topic);

  @BeforeAll
  static void start() throws Exception {
    TwoNodes nodes = TwoNodes.shared();
    one = nodes.one();
    other = nodes.other();
  }

  private List<JsonObject> sessions(ServerProcess node) throws Exception {
    return Site.object(node.site().get("api/presence/" + jwt.user()).body())
        .getJsonArray("sessions")
        .getValuesAs(JsonObject.class);
  }

  private Subscriber subscribe(Transport transport) throws Exception {
    return transport.subscribe(other.site().as(jwt.token()), "latest", topic);
  }

  @ParameterizedTest
  @EnumSource
  void whoIsOnlineOnOneIsSoOnTheOther(Transport transport) throws Exception {
    try (Subscriber subscriber = subscribe(transport)) {
      subscriber.hello();
      Await.until("seen", () -> !sessions(one).isEmpty());
      JsonObject session = sessions(one).get(0);
      assertEquals(transport.serversName(), session.getString("transport"));
      assertEquals("127.0.0.1", session.getString("address"));
      assertEquals("[\"" + topic + "\"]", session.get("topics").toString());
      assertEquals(0, session.getInt("outboxBytes"));
      assertEquals(sessions(other).get(0).getString("node"), session.getString("node"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"POLL", "LONG_POLL"},
      mode = Mode.EXCLUDE)
  void anOperatorDisconnectsOneSessionOfTheOther(Transport transport) throws Exception {
    Site neighbour = other.site().as(Jwt.of("n-" + UUID.randomUUID(), topic).token());
    try (Subscriber subscriber = subscribe(transport);
        Subscriber bystander = transport.subscribe(neighbour, "latest", topic)) {
      subscriber.hello();
      bystander.hello();
      Await.until("seen", () -> !sessions(one).isEmpty());
      String call = "api/sessions/" + sessions(one).get(0).getString("session") + "/disconnect";
      assertProblem(403, one.site().as(jwt.token()).send("POST", call, ""));
      assertEquals(202, one.site().send("POST", call, "").statusCode());
      JsonObject goodbye = subscriber.expect("goodbye");
      boolean mqtt = transport.name().startsWith("MQTT");
      assertEquals(mqtt ? 0x98 : 4012, goodbye.getInt("code"));
      assertFalse(!mqtt && goodbye.getBoolean("reconnect"));
      subscriber.expect("closed");
      Await.until("gone", () -> sessions(one).isEmpty());
      assertProblem(404, one.site().send("POST", call, ""));
      one.site().publish(topic, "x");
      assertEquals("x", bystander.message().getString("data"));
    }
  }

  @Test
  void theSessionsOfAKilledNodeAreGoneWithinHalfAMinute() throws Exception {
    try (Subscriber subscriber = subscribe(Transport.SSE)) {
      subscriber.hello();
      Await.until("seen", () -> !sessions(one).isEmpty());
      other.kill();
      Await.until("gone", Duration.ofSeconds(30), () -> sessions(one).isEmpty());
      JsonObject all = Site.object(one.site().get("api/presence").body());
      assertTrue(all.getJsonArray("nodes").size() >= 1);
      other.start();
    }
  }
}
