package io.reddot.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.Caller;
import io.reddot.access.Validity;
import io.reddot.admission.AdmissionStore.Revocation;
import io.reddot.audit.AuditRecord;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.Tail;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoredRevocationsTest {
  private static final Duration LONGEST = Duration.ofDays(3);
  private static final Duration SKEW = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private FullLog log;
  private StoredRevocations here;

  @BeforeEach
  void open() {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(9), 99, clock, Thread::new);
    here = node();
  }

  @AfterEach
  void close() {
    log.close();
  }

  private StoredRevocations node() {
    StoredRevocations node = new StoredRevocations(log.admission(), LONGEST, SKEW, clock);
    node.load();
    return node;
  }

  private Caller caller(String user, @Nullable String id, @Nullable Instant issuedAt) {
    Instant end = clock.instant().plusSeconds(9_999);
    return Caller.of(user, Set.of(), List.of(), List.of(), new Validity(id, issuedAt, end));
  }

  private static Revocation get(CompletionStage<Revocation> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aTokenThatIsRevokedIsVoidHereElsewhereAndAfterARestart() throws Exception {
    StoredRevocations elsewhere = node();
    Tail tail = log.tail();
    Caller caller = caller("alice", "t1", clock.instant());
    assertFalse(here.revoked(caller));
    get(here.revoke("t1", null, "root", AuditRecord.NONE));
    assertTrue(here.revoked(caller), "as soon as it is answered");
    assertFalse(elsewhere.revoked(caller));
    elsewhere.follow(tail.next().events());
    assertTrue(elsewhere.revoked(caller));
    assertTrue(node().revoked(caller));
    for (StoredRevocations node : List.of(here, elsewhere, node())) {
      assertFalse(node.revoked(caller("alice", "t2", clock.instant())));
      assertFalse(node.revoked(caller("alice", null, clock.instant())));
      assertEquals(401, assertThrows(Problem.class, () -> node.check(caller)).status());
    }
    tail.close();
  }

  @Test
  void allTokensOfAUserAreVoidThatWereIssuedUntilThen() throws Exception {
    StoredRevocations elsewhere = node();
    Tail tail = log.tail();
    clock.turn(Duration.ofMillis(700));
    Instant second = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    get(here.disconnect("alice", "root", AuditRecord.NONE));
    elsewhere.follow(tail.next().events());
    for (StoredRevocations node : List.of(here, elsewhere, node())) {
      assertTrue(node.revoked(caller("alice", "a", second.minusSeconds(100))));
      assertTrue(node.revoked(caller("alice", "b", second)), "its second is all that it tells");
      assertTrue(node.revoked(caller("alice", null, null)), "issued before, as far as we know");
      assertTrue(node.revoked(caller("alice", "e", second.plusSeconds(30))), "of a clock ahead");
      assertFalse(node.revoked(caller("alice", "c", second.plusSeconds(31))));
      assertFalse(node.revoked(caller("bob", "d", second.minusSeconds(100))));
    }
    clock.turn(Duration.ofSeconds(60));
    get(here.disconnect("alice", "root", AuditRecord.NONE));
    assertTrue(
        here.revoked(caller("alice", "c", second.plusSeconds(31))), "the second time counts");
    tail.close();
  }

  @Test
  void isRememberedUntilTheTokensEndOrAsLongAsATokenCanLive() throws Exception {
    Instant now = clock.instant();
    Instant end = now.plusSeconds(60);
    assertTrue(get(here.revoke("known", end, "root", AuditRecord.NONE)).until().isAfter(end));
    assertTrue(
        get(here.revoke("over", now.minusSeconds(60), "root", AuditRecord.NONE))
            .until()
            .isAfter(now));
    assertEquals(
        now.plus(LONGEST), get(here.revoke("unknown", null, "root", AuditRecord.NONE)).until());
    assertEquals(
        now.plus(LONGEST), get(here.disconnect("alice", "root", AuditRecord.NONE)).until());
    assertEquals(4, here.size());
    clock.turn(Duration.ofMinutes(30));
    get(here.revoke("another", null, "root", AuditRecord.NONE));
    assertEquals(3, here.size(), "what is over is forgotten");
    clock.turn(LONGEST);
    get(here.revoke("last", null, "root", AuditRecord.NONE));
    assertEquals(1, here.size());
  }
}
