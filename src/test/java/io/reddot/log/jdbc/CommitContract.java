package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.fixture.OneGroup;
import io.reddot.log.Transactions;
import io.reddot.log.Transactions.Change;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.store.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What holds for changes that are committed in groups. */
interface CommitContract extends LogFixture {
  /** Writes a row that tells the log's end as the change sees it. */
  private static Change<Long> note(String key) {
    return transaction -> {
      transaction
          .sql()
          .update(
              "INSERT INTO session (key, epoch, expires_at, position, exact_position, state)"
                  + " VALUES (?, 1, 9000000000000, ?, 0, '')",
              key,
              transaction.head());
      return transaction.head();
    };
  }

  @Test
  default void aChangeThatFailsLeavesTheOthersOfItsGroupAlone() throws Exception {
    FullLog log = open();
    List<Message> committed;
    try (Group group = (Group) oneGroup()) {
      committed = group.committed;
      Transactions commits = group.transactions();
      CompletionStage<?> append = group.append(List.of(draft("a", "1")));
      CompletionStage<Long> first = commits.change(1, 1, note("first"));
      CompletionStage<?> again = commits.change(1, 1, note("first"));
      CompletionStage<?> broken =
          commits.change(
              1,
              1,
              transaction -> {
                note("broken").in(transaction);
                throw new IllegalStateException("as the test wants it");
              });
      CompletionStage<Long> last = commits.change(1, 1, note("last"));
      CompletionStage<?> late = group.append(List.of(draft("a", "2")));
      group.commit();
      get(append);
      assertEquals(1, get(first));
      assertEquals(503, problem(again).status());
      assertEquals(503, problem(broken).status());
      assertEquals(1, get(last));
      get(late);
    }
    assertEquals(List.of("1", "2"), LogFixture.data(committed));
    assertEquals(2, log.readHead());
    assertTrue(log.sessions().exists("first"));
    assertTrue(log.sessions().exists("last"));
  }

  @Test
  default void changesAndAppendsAreDoneInTheOrderInWhichTheyCame() throws Exception {
    try (OneGroup group = oneGroup();
        FullLog log = open()) {
      Transactions commits = group.transactions();
      List<CompletionStage<Long>> heads = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        heads.add(commits.change(1, 1, note("s" + i)));
        group.append(List.of(draft("a", "" + i), draft("b", "" + i)));
      }
      group.commit();
      for (int i = 0; i < 5; i++) {
        assertEquals(2L * i, get(heads.get(i)));
      }
      assertEquals(10, log.readHead());
    }
  }

  @Test
  default void aChangeIsAnsweredBeforeAnAppendThatCameAfterIt() throws Exception {
    FullLog log = open();
    SessionStore sessions = log.sessions();
    long epoch = get(sessions.open("s", true, clock().instant().plusSeconds(9))).epoch();
    for (long i = 1; i <= 50; i++) {
      SessionStore.Update update =
          new SessionStore.Update(i, null, null, null, List.of(), List.of());
      CompletionStage<Boolean> saved = sessions.save("s", epoch, update);
      get(log.append(List.of(draft("a", "" + i))));
      assertTrue(saved.toCompletableFuture().getNow(false));
    }
    assertEquals(50, get(sessions.open("s", false, clock().instant().plusSeconds(9))).position());
  }

  @Test
  default void nothingIsAcceptedOnceTheLogIsClosed() throws Exception {
    FullLog log = open();
    SessionStore sessions = log.sessions();
    CompletionStage<?> accepted = sessions.open("s", true, clock().instant().plusSeconds(9));
    log.close();
    get(accepted);
    assertEquals(503, problem(sessions.delete("s", 1)).status());
  }

  @Test
  default void anOutcomeThatIsNotKnownIsNotDenied() throws Exception {
    open().close();
    try (Group group = new Group(Database.of(BreakingSource.of(source())), clock())) {
      CompletionStage<?> stored = group.append(List.of(draft("a", "1", "x")));
      group.commit();
      Problem problem = problem(stored);
      assertEquals(503, problem.status());
      assertTrue(problem.detail().contains("same id"), problem.detail());
    }
    FullLog log = open();
    assertEquals(1, log.head(), "it was stored");
    assertTrue(get(log.append(List.of(draft("a", "1", "x")))).get(0).duplicate());
  }
}
