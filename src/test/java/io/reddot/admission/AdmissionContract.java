package io.reddot.admission;

import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.admission.AdmissionStore.Kind;
import io.reddot.admission.AdmissionStore.Revocation;
import io.reddot.admission.AdmissionStore.Ticket;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.log.SystemEvents;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds for tickets and revocations. */
public interface AdmissionContract extends LogFixture {
  private Ticket ticket(String hash, String user) {
    return new Ticket(hash, user, clock().instant().plusSeconds(30), "{\"user\":\"" + user + "\"}");
  }

  @Test
  default void aTicketIsTakenOnceAndOutlivesARestart() throws Exception {
    FullLog log = open();
    Ticket given = ticket("h1", "alice");
    assertEquals(given, get(log.admission().keep(given, 9)));
    log.close();
    AdmissionStore store = open().admission();
    assertEquals(Optional.empty(), get(store.take("h2")));
    assertEquals(Optional.of(given), get(store.take("h1")));
    assertEquals(Optional.empty(), get(store.take("h1")));
    assertEquals(0, open().head(), "the log says nothing of tickets");
  }

  /** Two logs on one database, as two nodes have it, each asked many times at once. */
  @Test
  default void ofAllWhoTakeATicketAtOnceOnlyOneGetsIt() throws Exception {
    List<AdmissionStore> nodes = List.of(open().admission(), open().admission());
    for (int round = 0; round < 20; round++) {
      String hash = "h" + round;
      get(nodes.get(0).keep(ticket(hash, "alice"), 99));
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<Optional<Ticket>>> takers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        AdmissionStore node = nodes.get(i % 2);
        takers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(start);
                  return node.take(hash).toCompletableFuture().join();
                },
                task -> new Thread(task).start()));
      }
      start.countDown();
      int got = 0;
      for (CompletableFuture<Optional<Ticket>> taker : takers) {
        got += taker.get(20, TimeUnit.SECONDS).isPresent() ? 1 : 0;
      }
      assertEquals(1, got);
    }
  }

  @Test
  default void aTicketIsExchangedOnceForWhatItsStreamComesBackBy() throws Exception {
    AdmissionStore store = open().admission();
    Ticket given = get(store.keep(ticket("h1", "alice"), 9));
    Instant end = clock().instant().plusSeconds(600);
    assertEquals(Optional.empty(), get(store.exchange("h2", "a0", taken -> end, 9)));
    assertEquals(Optional.empty(), store.stream("a0"));
    assertEquals(Optional.of(given), get(store.exchange("h1", "a1", taken -> end, 9)));
    assertEquals(Optional.empty(), get(store.take("h1")));
    assertEquals(Optional.empty(), get(store.exchange("h1", "a2", taken -> end, 9)));
    for (int i = 0; i < 3; i++) {
      assertEquals(given.caller(), store.stream("a1").orElseThrow().caller());
    }
    assertEquals(Optional.empty(), store.stream("h1"));
    clock().turn(Duration.ofSeconds(600));
    assertEquals(Optional.empty(), store.stream("a1"), "the token has ended");
  }

  @Test
  default void onlySoManyStreamsOfAUserComeBackTheNewestOnes() throws Exception {
    FullLog log = open();
    AdmissionStore store = log.admission();
    Instant end = clock().instant().plusSeconds(600);
    for (int i = 0; i < 5; i++) {
      for (String user : List.of("alice", "bob")) {
        get(store.keep(ticket(user + i, user), 9));
        get(
            store.exchange(
                user + i, "again " + user + i, taken -> end, user.equals("bob") ? 9 : 2));
      }
      clock().turn(Duration.ofSeconds(1));
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(i >= 3, store.stream("again alice" + i).isPresent());
      assertTrue(store.stream("again bob" + i).isPresent());
    }
    clock().turn(Duration.ofSeconds(600));
    log.trim();
    assertEquals(0, rows("ticket_stream"));
  }

  private static void await(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  default void aTicketThatHasExpiredIsNoneAndGoesWithTheNextTrim() throws Exception {
    FullLog log = open();
    get(log.admission().keep(ticket("old", "alice"), 9));
    clock().turn(Duration.ofSeconds(20));
    Ticket young = ticket("young", "alice");
    get(log.admission().keep(young, 9));
    clock().turn(Duration.ofSeconds(10));
    assertEquals(Optional.empty(), get(log.admission().take("old")));
    assertEquals(2, rows("ticket"));
    log.trim();
    assertEquals(1, rows("ticket"));
    assertEquals(Optional.of(young), get(log.admission().take("young")));
    assertEquals(0, rows("ticket"));
  }

  @Test
  default void oneUserHasSoManyTicketsWaitingAndNoMore() throws Exception {
    AdmissionStore store = open().admission();
    get(store.keep(ticket("a1", "alice"), 2));
    get(store.keep(ticket("a2", "alice"), 2));
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> get(store.keep(ticket("a3", "alice"), 2)));
    assertEquals(429, ((Problem) refused.getCause()).status());
    get(store.keep(ticket("b1", "bob"), 2));
    get(store.take("a1"));
    get(store.keep(ticket("a4", "alice"), 2));
    clock().turn(Duration.ofSeconds(31));
    get(store.keep(ticket("a5", "alice"), 2));
    get(store.keep(ticket("a6", "alice"), 2));
  }

  @Test
  default void aRevocationIsToldInTheLogAndOutlivesARestart() throws Exception {
    FullLog log = open();
    Instant until = clock().instant().plusSeconds(3_600);
    String id = "urn:uuid:1/\"é\\";
    Revocation token = get(log.admission().revoke(Kind.TOKEN, id, until, "root"));
    clock().turn(Duration.ofSeconds(1));
    Revocation user = get(log.admission().revoke(Kind.USER, "alice", until, "root"));
    assertEquals(new Revocation(Kind.USER, "alice", clock().instant(), until), user);

    List<Message> told = log.readAll(0, log.head(), 9).messages();
    assertEquals(2, told.size());
    assertEquals(new TokenRevoked(id, until), SystemEvents.decode(told.get(0)));
    assertEquals(new UserDisconnected("alice", until), SystemEvents.decode(told.get(1)));
    for (Message message : told) {
      assertEquals("root", message.sender());
      assertTrue(message.topic().name().startsWith("$access/") && message.topic().reserved());
    }
    log.close();
    List<Revocation> read = new ArrayList<>(open().admission().revocations());
    read.sort(Comparator.comparing(Revocation::kind));
    assertEquals(List.of(token, user), read);
  }

  @Test
  default void aRevocationIsRememberedForTheLongestTimeThatWasSaid() throws Exception {
    FullLog log = open();
    Instant now = clock().instant();
    get(log.admission().revoke(Kind.TOKEN, "t", now.plusSeconds(100), "root"));
    clock().turn(Duration.ofSeconds(10));
    Revocation again = get(log.admission().revoke(Kind.TOKEN, "t", now.plusSeconds(50), "root"));
    assertEquals(new Revocation(Kind.TOKEN, "t", clock().instant(), now.plusSeconds(100)), again);
    get(log.admission().revoke(Kind.TOKEN, "u", now.plusSeconds(60), "root"));
    clock().turn(Duration.ofSeconds(50));
    assertEquals(List.of(again), log.admission().revocations());
    assertEquals(2, rows("revocation"));
    log.trim();
    assertEquals(1, rows("revocation"));
    clock().turn(Duration.ofSeconds(40));
    log.trim();
    assertEquals(0, rows("revocation"));
  }

  @Test
  default void aRenewalIsToldInTheLog() throws Exception {
    FullLog log = open();
    long position =
        get(log.append(new SessionRenewed("s-1", "{\"user\":\"alice\"}"), "alice")).position();
    Message told = log.at(position);
    assertEquals(new SessionRenewed("s-1", "{\"user\":\"alice\"}"), SystemEvents.decode(told));
    assertEquals("{\"user\":\"alice\"}", told.data());
  }
}
