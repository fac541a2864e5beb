package io.reddot.transport.mqtt.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.transport.mqtt.share.SharingNodes.Node;
import io.reddot.transport.mqtt.share.SharingNodes.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups with members on several nodes. */
@Timeout(60)
class SharesTest {
  private static final Duration LONG = Nodes.SILENCE.plusSeconds(2L * Nodes.BEAT);

  @TempDir Path folder;
  private SharingNodes nodes;
  private Node one;
  private Node other;

  @BeforeEach
  void open() {
    nodes = new SharingNodes(folder);
    one = nodes.start();
    other = nodes.start();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  /** Publishes messages and distributes them. Returns their positions. */
  private List<Long> publish(int messages) throws Exception {
    List<Long> published = nodes.publish(messages);
    nodes.run();
    return published;
  }

  private void pass(int seconds) throws Exception {
    nodes.pass(Duration.ofSeconds(seconds));
  }

  private static List<Long> all(Worker... workers) {
    List<Long> all = new ArrayList<>();
    for (Worker worker : workers) {
      all.addAll(worker.got);
    }
    Collections.sort(all);
    return all;
  }

  @Test
  void getEachMessageOnce() throws Exception {
    Worker a = one.join(100, false);
    Worker b = one.join(100, false);
    Worker c = other.join(100, false);
    List<Long> published = new ArrayList<>(publish(10));
    nodes.giveWay();
    published.addAll(publish(10));
    nodes.giveWay();
    assertEquals(published, all(a, b, c));
    for (Worker worker : List.of(a, b, c)) {
      assertEquals(worker.got.stream().sorted().toList(), worker.got, "in order");
      assertTrue(worker.got.size() >= 5, "shared");
    }
  }

  @Test
  void areServedByTheNodesInTurn() throws Exception {
    Worker a = one.join(100, false);
    Worker b = other.join(100, false);
    for (int i = 0; i < 10; i++) {
      publish(1);
      nodes.giveWay();
    }
    assertEquals(5, a.got.size());
    assertEquals(5, b.got.size());
  }

  @Test
  void waitForNobodyWhoCannot() throws Exception {
    Worker full = one.join(1, false);
    Worker b = other.join(100, false);
    publish(20);
    assertEquals(1, full.got.size());
    assertEquals(19, b.got.size());
    publish(1);
    assertEquals(19, b.got.size(), "gives way to the other node");
    nodes.giveWay();
    assertEquals(20, b.got.size());
    full.acknowledge(1);
    publish(1);
    nodes.giveWay();
    assertEquals(22, all(full, b).size());
    assertEquals(2, full.got.size());
  }

  /** The only node with members needs one change a batch. */
  @Test
  void costAChangeABatch() throws Exception {
    Worker a = one.join(200, false);
    one.transactions.changes();
    for (int batch = 0; batch < 5; batch++) {
      publish(100);
      a.acknowledge(100);
      nodes.run();
    }
    assertEquals(500, a.got.size());
    assertEquals(5, one.transactions.changes());
    assertEquals(0, other.transactions.changes());
  }

  @Test
  void goOnWithWhatANodeLeaves() throws Exception {
    Worker a = one.join(100, false);
    List<Long> published = publish(6);
    a.acknowledge(2);
    Worker b = other.join(100, false);
    a.leave();
    nodes.run();
    pass(1);
    assertEquals(published.subList(2, 6), b.got);
  }

  @Test
  void goOnWithWhatANodeHadThatIsKilled() throws Exception {
    Worker a = one.join(100, false);
    List<Long> published = publish(6);
    Worker b = other.join(100, false);
    a.acknowledge(2);
    pass(1); // reports settled messages
    one.kill();
    pass(5);
    assertEquals(List.of(), b.got, "it may live");
    nodes.pass(LONG);
    assertEquals(published.subList(2, 6), b.got);
    publish(1);
    assertEquals(5, b.got.size(), "and gives way to nobody");
  }

  /** Messages of a stored session wait for its client, on any node. */
  @Test
  void giveNothingTwiceOfWhatASessionHas() throws Exception {
    Worker a = one.join(100, true);
    List<Long> published = publish(3);
    assertEquals(published, a.finished);
    Worker b = other.join(100, true);
    one.kill();
    nodes.pass(LONG);
    assertEquals(List.of(), b.got);
    List<Long> later = publish(3);
    assertEquals(later, b.finished);
  }

  /** A node that was wrongly considered dead starts over; messages are handed over once. */
  @Test
  void areLeftAloneByANodeThatWasTakenForGone() throws Exception {
    Worker a = one.join(100, false);
    Worker exact = other.join(2, true);
    publish(2);
    publish(4);
    nodes.giveWay();
    assertEquals(6, all(a, exact).size());
    one.frozen = true;
    nodes.pass(LONG);
    one.frozen = false;
    a.acknowledge(9);
    nodes.run();
    nodes.publish(5);
    nodes.pass(LONG);
    exact.acknowledge(100);
    a.acknowledge(100);
    nodes.pass(LONG);
    exact.acknowledge(100);
    a.acknowledge(100);
    pass(2);
    List<Long> finished = new ArrayList<>(a.finished);
    finished.addAll(exact.finished);
    assertEquals(11, finished.stream().distinct().count());
    assertEquals(exact.finished.stream().distinct().toList(), exact.finished);
  }

  @Test
  void goOnWhereTheyStoppedWhileASessionIsStored() throws Exception {
    Worker a = one.join(1, true);
    List<Long> published = new ArrayList<>(publish(2));
    a.leave();
    nodes.run();
    published.addAll(publish(2));
    assertEquals(published.subList(0, 1), a.got);
    Worker b = other.join(100, false);
    nodes.run();
    assertEquals(published.subList(1, 4), b.got);
  }

  @Test
  void endWithTheirLastMember() throws Exception {
    Worker a = one.join(1, true);
    publish(2);
    a.unsubscribe();
    nodes.run();
    publish(2);
    Worker b = other.join(100, false);
    List<Long> later = publish(1);
    assertEquals(later, b.got);
  }

  @Test
  void leaveWhatIsInFlightToWhoUnsubscribes() throws Exception {
    Worker a = one.join(100, false);
    Worker b = one.join(100, false);
    List<Long> published = publish(6);
    a.unsubscribe();
    nodes.run();
    assertEquals(published, all(a, b));
    a.acknowledge(1);
    a.leave();
    nodes.run();
    assertEquals(8, all(a, b).size(), "the others get what it did not acknowledge");
  }

  /** Exceeds the outbox: the hub disconnects the feed, and nothing is lost. */
  @Test
  void areNotLostWhileNobodyTakesAny() throws Exception {
    Worker slow = one.join(1, false);
    String large = '"' + "x".repeat(20_000) + '"';
    List<Long> published = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      published.addAll(nodes.publish(1, large));
      nodes.run();
    }
    pass(10);
    assertEquals(1, slow.got.size());
    for (int i = 0; i < 400 && slow.got.size() < published.size(); i++) {
      slow.acknowledge(1);
      nodes.run();
      if (slow.unacknowledged.isEmpty()) {
        pass(1);
      }
    }
    assertEquals(published, slow.got);
  }

  /** The database made the change, but its answer was lost. */
  @Test
  void areNotLostWithAnAnswer() throws Exception {
    Worker a = one.join(4, false);
    one.transactions.fail();
    List<Long> published = new ArrayList<>(publish(6));
    assertEquals(List.of(), a.got);
    pass(2);
    a.acknowledge(4);
    one.transactions.fail();
    nodes.run();
    pass(2);
    a.acknowledge(4);
    pass(2);
    assertEquals(published, a.got.stream().distinct().toList());
  }

  /** Members have a deadline for a message; then another member gets it. */
  @Nested
  class InTime {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeEach
    void open() {
      SharesTest.this.nodes.patience = PATIENCE;
      one = nodes.start();
      other = nodes.start();
    }

    @Test
    void goToAnotherMemberOfTheNode() throws Exception {
      Worker slow = one.join(100, false);
      List<Long> published = publish(4);
      slow.acknowledge(1);
      Worker good = one.join(100, false);
      nodes.pass(PATIENCE.minusSeconds(2));
      assertEquals(List.of(), good.got);
      pass(4);
      assertEquals(published.subList(1, 4), good.got);
      good.acknowledge(3);
      slow.acknowledge(3); // too late
      nodes.pass(PATIENCE.multipliedBy(3));
      assertEquals(published, slow.got, "nothing comes again to who has had it");
      assertEquals(published.subList(1, 4), good.got);
    }

    @Test
    void goToAMemberOfAnotherNode() throws Exception {
      Worker slow = one.join(100, false);
      List<Long> published = publish(4);
      Worker good = other.join(100, false);
      slow.acknowledge(1);
      nodes.pass(PATIENCE.plusSeconds(3));
      assertEquals(published.subList(1, 4), good.got);
      good.acknowledge(9);
      nodes.pass(PATIENCE.multipliedBy(3));
      assertEquals(published, slow.got);
      assertEquals(3, good.got.size());
    }

    /** Without another member the message stays, is not sent again, and does not block others. */
    @Test
    void waitForAnotherMemberWhileOthersGoOn() throws Exception {
      Worker slow = one.join(3, false);
      List<Long> published = new ArrayList<>(nodes.publish(1));
      nodes.pass(PATIENCE.multipliedBy(4));
      published.addAll(nodes.publish(2));
      pass(10);
      assertEquals(published, slow.got);
      slow.acknowledge(published.get(1));
      slow.acknowledge(published.get(2));
      one.transactions.changes();
      pass(60);
      assertTrue(one.transactions.changes() < 60, "it is not asked for all the time");
      Worker late = other.join(100, false);
      pass(10);
      assertEquals(published.subList(0, 1), late.got);
    }

    @Test
    void areNotGivenAgainOnceTheyAreAcknowledgedLate() throws Exception {
      Worker slow = one.join(100, false);
      List<Long> published = publish(3);
      nodes.pass(PATIENCE.plusSeconds(7));
      slow.acknowledge(9);
      pass(2);
      Worker late = other.join(100, false);
      Worker beside = one.join(100, false);
      nodes.pass(PATIENCE);
      assertEquals(published, slow.got);
      assertEquals(List.of(), all(late, beside));
    }

    /** No member exceeds its window, however often it missed the deadline. */
    @Test
    void areNoMoreThanAMemberHasRoomFor() throws Exception {
      Worker slow = one.join(2, false);
      Worker slower = one.join(2, false);
      nodes.publish(20);
      nodes.pass(PATIENCE.multipliedBy(6));
      assertEquals(2, slow.got.size());
      assertEquals(2, slower.got.size());
    }

    /** QoS 2: the session has the message until the deadline, whether its client is connected. */
    @Test
    void comeBackFromASessionThatStaysAway() throws Exception {
      Worker away = one.join(100, true);
      List<Long> published = publish(3);
      away.leave();
      Worker good = other.join(100, true);
      nodes.pass(PATIENCE.minusSeconds(3));
      assertEquals(List.of(), good.got);
      pass(8);
      assertEquals(published, good.got);
      assertEquals(List.of(), away.stored());
      assertEquals(3, good.stored().size());
    }

    @Test
    void comeBackFromASessionThatAcknowledgesNothing() throws Exception {
      Worker silent = one.join(100, true);
      List<Long> published = publish(3);
      silent.acknowledge(published.get(0));
      Worker good = one.join(100, true);
      nodes.pass(PATIENCE.plusSeconds(8));
      assertEquals(published.subList(1, 3), good.got);
      assertEquals(List.of(), silent.stored());
      silent.store(); // as a connection that ends does
      assertEquals(List.of(), silent.stored(), "it is another one's");
      silent.acknowledge(published.get(1));
      assertEquals(2, good.stored().size());
    }

    @Test
    void stayWithASessionThatHasAcknowledged() throws Exception {
      Worker exact = one.join(100, true);
      List<Long> published = publish(2);
      exact.receive(published.get(0)); // PUBREC
      exact.leave();
      Worker good = other.join(100, true);
      nodes.pass(PATIENCE.multipliedBy(3));
      assertEquals(published.subList(1, 2), good.got);
      assertEquals(published.subList(0, 1), exact.stored());
    }

    /** The late acknowledgement of a session settles a message that belongs to no node. */
    @Test
    void areDoneWithWhenNobodyElseCouldTakeThem() throws Exception {
      Worker exact = one.join(100, true);
      List<Long> published = publish(1);
      nodes.pass(PATIENCE.plusSeconds(4));
      assertEquals(List.of(), exact.stored());
      exact.receive(published.get(0));
      Worker good = other.join(100, true);
      nodes.pass(PATIENCE);
      assertEquals(List.of(), good.got);
    }
  }
}
