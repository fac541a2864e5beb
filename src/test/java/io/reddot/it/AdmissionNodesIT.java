package io.reddot.it;

import static io.reddot.it.AdmissionIT.expectRevoked;
import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.TwoNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers on one PostgreSQL: who is let in, or no more, is so on both. */
@ResourceLock(TwoNodes.SHARED)
class AdmissionNodesIT {
  private static TwoNodes nodes;
  private static ServerProcess one;
  private static ServerProcess other;

  private final String topic = DeployedWar.newTopic();
  private final Jwt jwt = Jwt.of("u-" + UUID.randomUUID(), topic);

  @BeforeAll
  static void start() throws Exception {
    nodes = TwoNodes.shared();
    one = nodes.one();
    other = nodes.other();
  }

  private Site here(ServerProcess node) {
    return node.site().as(jwt.token());
  }

  private String ticket() throws Exception {
    return here(one).done("POST", "api/tickets", "").getString("ticket");
  }

  private static int poll(ServerProcess node, String credential, String topic) throws Exception {
    return node.site().as(credential).get("api/poll?topic=" + topic).statusCode();
  }

  @Test
  void aTicketOfOneIsGoodOnceOnEither() throws Exception {
    String ticket = ticket();
    assertEquals(200, poll(other, ticket, topic));
    assertEquals(401, poll(one, ticket, topic));
    for (int round = 0; round < 10; round++) {
      String wanted = ticket();
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<Integer>> takers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ServerProcess node = i % 2 == 0 ? one : other;
        takers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    start.await();
                    return poll(node, wanted, topic);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                },
                task -> new Thread(task).start()));
      }
      start.countDown();
      List<Integer> answers = takers.stream().map(CompletableFuture::join).sorted().toList();
      assertEquals(List.of(200, 401, 401, 401, 401, 401), answers);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRevokedOnOneEndsOnTheOther(Transport transport) throws Exception {
    try (Subscriber subscriber = transport.subscribe(here(other), "latest", topic)) {
      subscriber.hello();
      one.site().done("POST", "api/tokens/" + jwt.id() + "/revoke", "");
      expectRevoked(transport, subscriber);
    }
    assertEquals(401, poll(other, jwt.token(), topic));
  }

  @ParameterizedTest
  @EnumSource
  void whoIsDisconnectedOnOneIsSoOnTheOther(Transport transport) throws Exception {
    try (Subscriber subscriber = transport.subscribe(here(other), "latest", topic)) {
      subscriber.hello();
      one.site().done("POST", "api/users/" + jwt.user() + "/disconnect", "");
      expectRevoked(transport, subscriber);
    }
    assertEquals(401, poll(other, jwt.token(), topic));
  }

  @ParameterizedTest
  @EnumSource(names = {"IFRAME", "SSE", "WEBSOCKET"})
  void aSessionOfTheOtherGoesOnWithATokenThatOneWasGiven(Transport transport) throws Exception {
    try (Subscriber subscriber = transport.subscribe(here(other), "latest", topic)) {
      String session = subscriber.hello().getString("session");
      Jwt next = Jwt.of(jwt.user(), topic);
      Site bearer = one.site().as(next.token());
      assertEquals(202, bearer.send("POST", "api/sessions/" + session + "/token", "").statusCode());
      subscriber.expect("token");
      one.site().done("POST", "api/tokens/" + jwt.id() + "/revoke", "");
      one.site().publish(topic, "x");
      assertEquals("x", subscriber.message().getString("data"));
      one.site().done("POST", "api/tokens/" + next.id() + "/revoke", "");
      expectRevoked(transport, subscriber);
    }
  }

  @Test
  void isStillRevokedAfterACrash() throws Exception {
    Jwt undated = Jwt.of("u-" + UUID.randomUUID(), topic).withoutIssue();
    one.site().done("POST", "api/tokens/" + jwt.id() + "/revoke", "");
    one.site().done("POST", "api/users/" + undated.user() + "/disconnect", "");
    one.kill();
    one.start();
    assertProblem(401, here(one).get("api/poll?topic=" + topic));
    assertProblem(401, one.site().as(undated.token()).get("api/poll?topic=" + topic));
    assertEquals(200, poll(one, Jwt.of(jwt.user(), topic).token(), topic));
  }
}
