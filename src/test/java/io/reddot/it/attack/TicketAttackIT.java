package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tickets that were found, guessed or shared, and what else is only for whom it was given to. */
@ResourceLock(Attack.SERVER)
class TicketAttackIT {
  private static final int AT_ONCE = 16;

  @RegisterExtension final Attack attack = new Attack();

  private static String ticket(Site site) throws Exception {
    Answer answer = RawHttp.post(site, "api/tickets", "");
    assertEquals(200, answer.status(), answer::toString);
    return Site.object(answer.body()).getString("ticket");
  }

  private Answer by(String credential, String method, String target) throws Exception {
    Site site = attack.site().as(credential);
    String headers = RawHttp.bearer(site) + "Content-Length: 0\r\n";
    return RawHttp.call(site, method, target, headers, new byte[0]);
  }

  /** However many come with it at the same moment. */
  @Test
  void isGoodForOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (int round = 0; round < 5; round++) {
        String ticket = ticket(attack.asBob());
        CyclicBarrier together = new CyclicBarrier(AT_ONCE);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          answers.add(
              threads.submit(
                  () -> {
                    together.await();
                    return by(ticket, "GET", "api/inbox").status();
                  }));
        }
        int in = 0;
        for (Future<Integer> answer : answers) {
          assertTrue(List.of(200, 401).contains(answer.get()));
          in += answer.get() == 200 ? 1 : 0;
        }
        assertEquals(1, in);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void isNotGuessedNorWorthMoreThanItself() throws Exception {
    String ticket = ticket(attack.asBob());
    for (String near :
        List.of(
            ticket.substring(0, ticket.length() - 1),
            ticket + "A",
            ticket.toUpperCase(),
            " " + ticket.substring(1),
            "rdt-",
            "rdt-%",
            "rdt-' OR '1'='1",
            "rdt-" + "A".repeat(43),
            "rdt-" + "A".repeat(5_000))) {
      by(near, "GET", "api/inbox").assertProblem(401);
    }
    by(ticket, "POST", "api/tickets").assertProblem(403);
    by(ticket, "GET", "api/inbox").assertProblem(401); // used up by that
    by(ticket(attack.asBob()), "POST", "api/cookie").assertProblem(400);
    assertEquals(403, by(ticket(attack.mallory()), "GET", "api/messages?topic=%23").status());
  }

  @Test
  void nobodyRevokesOrRenewsForOthers() throws Exception {
    String mallory = attack.mallory().token();
    by(mallory, "POST", "api/tokens/any/revoke").assertProblem(403);
    by(mallory, "POST", "api/users/" + attack.bob() + "/disconnect").assertProblem(403);
    by(mallory, "POST", "api/users/mallory/disconnect").assertProblem(403);
    try (WebSocketAttacker bob =
        new WebSocketAttacker(
            attack.asBob(), "api/websocket?topic=everyone", RawHttp.bearer(attack.asBob()))) {
      String session = Site.object(bob.next()).getString("session");
      by(mallory, "POST", "api/sessions/" + session + "/token").assertProblem(404);
      by(mallory, "POST", "api/sessions/none/token").assertProblem(404);
      bob.text("{\"type\":\"token\",\"token\":\"" + mallory + "\",\"ref\":1}");
      String refused = bob.next();
      assertTrue(refused.contains("\"type\":\"error\""), refused);
      bob.text("{\"type\":\"ping\",\"ref\":2}");
      String pong = bob.next();
      assertTrue(pong.contains("\"pong\""), pong); // nor did a renewal come between
      assertFalse(pong.contains("expiresAt"), pong);
    }
  }
}
