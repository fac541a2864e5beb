package io.reddot.transport.mqtt.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.HandClock;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.session.Envelope;
import io.reddot.transport.mqtt.store.ShareStore.Take;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hands messages to members in turn, and takes them back. */
class DistributionTest {
  private final HandClock clock = new HandClock();
  private final Members members = new Members();
  private final Assignments assignments = new Assignments();
  private final PendingReport report = new PendingReport();

  /** A member that may read messages up to a position. */
  private static final class Worker implements GroupMember {
    private final int window;
    private final long readsUpTo;
    private final List<Long> got = new ArrayList<>();
    private int flushed;

    Worker(int window, long readsUpTo) {
      this.window = window;
      this.readsUpTo = readsUpTo;
    }

    @Override
    public boolean offer(Envelope.Aside message) {
      return got.add(message.message().message().position());
    }

    @Override
    public void flush() {
      flushed++;
    }

    @Override
    public boolean mayHave(Message message) {
      return message.position() <= readsUpTo;
    }

    @Override
    public int window() {
      return window;
    }
  }

  private Worker join(int window) {
    return join(window, Long.MAX_VALUE);
  }

  private Worker join(int window, long readsUpTo) {
    Worker worker = new Worker(window, readsUpTo);
    members.add(worker);
    return worker;
  }

  private Distribution distribution(boolean ofUsers) {
    return new Distribution("$share/g/a", ofUsers, members, assignments, report, clock);
  }

  private static void add(Distribution distribution, long... positions) {
    for (long position : positions) {
      distribution.add(message(position));
    }
  }

  private static Envelope.OfMessage message(long position) {
    return new Envelope.OfMessage(
        new Message(
            new Cursor("log", position),
            "id" + position,
            new Topic("a"),
            null,
            Instant.EPOCH,
            "1",
            Encoding.JSON,
            null,
            false,
            null,
            null));
  }

  private Take reported() {
    return report.request(0, 0, List.of(), 0);
  }

  @Test
  void membersTakeTurnsUpToTheirWindows() {
    Worker wide = join(9);
    Worker narrow = join(1);
    Distribution all = distribution(false);
    add(all, 1, 2, 3, 4);
    all.run();
    assertEquals(List.of(1L, 3L, 4L), wide.got);
    assertEquals(List.of(2L), narrow.got);
    assertEquals(1, wide.flushed);
    assertTrue(all.isEmpty());
    assertEquals(6, members.room());
  }

  @Test
  void messagesWaitInOrderWhileNobodyHasRoom() {
    Worker only = join(1);
    Distribution all = distribution(false);
    add(all, 1, 2, 3);
    all.run();
    assertEquals(List.of(2L, 3L), all.positions());
    assignments.remove(1);
    all.run();
    assertEquals(List.of(1L, 2L), only.got);
  }

  @Test
  void aMemberThatLeavesGivesBackWhatOthersMayHave() {
    Worker leaving = join(9);
    Distribution all = distribution(false);
    add(all, 1, 2, 3, 4);
    all.run();
    members.remove(leaving);
    Assignments.Released released =
        assignments.release(leaving, new Departure(Set.of(1L), Set.of(2L), Set.of(3L)));
    assertEquals(List.of(2L), released.spent());
    assertEquals(
        List.of(4L), released.back().stream().map(one -> one.message().position()).toList());
    assertFalse(assignments.isOfAnother(leaving, 3), "it finishes that one");
  }

  @Test
  void aMemberThatExceedsTheDeadlineDoesNotGetTheMessageAgain() {
    Worker slow = join(9);
    Distribution all = distribution(false);
    add(all, 1);
    all.run();
    clock.turn(Duration.ofSeconds(1));
    assertEquals(List.of(1L), assignments.expireBefore(clock.instant()));
    add(all, 1);
    all.run();
    assertEquals(List.of(1L), slow.got);
    assertEquals(List.of(1L), reported().returned());
    assertFalse(all.mayLook());
    clock.turn(Distribution.LEFT_TO_OTHERS);
    assertTrue(all.mayLook());
    assertEquals(8, members.room(), "it is still in flight");
  }

  @Test
  void aMessageThatNoMemberMayReadIsSettled() {
    Worker early = join(9, 1);
    Distribution all = distribution(true);
    add(all, 1, 2);
    all.run();
    assertEquals(List.of(1L), early.got);
    assertEquals(List.of(2L), report.settled());
  }

  @Test
  void settledMessagesAreReportedAgainAfterARestart() {
    report.settle(1);
    report.doubt(2);
    report.giveBack(3);
    assertEquals(List.of(1L), reported().settled());
    report.settle(4);
    report.restart();
    Take again = reported();
    assertEquals(List.of(4L, 1L), again.settled());
    report.confirm();
    report.restart();
    assertEquals(List.of(), reported().settled());
  }
}
