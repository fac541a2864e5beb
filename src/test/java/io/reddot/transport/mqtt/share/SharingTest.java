package io.reddot.transport.mqtt.share;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.transport.mqtt.share.SharingNodes.Node;
import io.reddot.transport.mqtt.share.SharingNodes.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Members join and leave, nodes are killed and frozen, in any order. In the end each message was
 * finished, exactly once if no node was killed or frozen. A message of QoS 2 was handed to one
 * session only, in any case.
 */
class SharingTest {
  private static final Duration LONG = Nodes.SILENCE.plusSeconds(2L * Nodes.BEAT);
  private static final int NODES = 3;
  private static Path folder;
  private static SharingNodes nodes;
  private static int round;

  /** The kinds of events. */
  enum Act {
    PUBLISH,
    JOIN,
    JOIN_EXACT,
    LEAVE,
    UNSUBSCRIBE,
    ACKNOWLEDGE,
    GIVE_WAY,
    SECOND,
    LOSE_ANSWER,
    KILL,
    FREEZE,
    THAW,
    START
  }

  /**
   * An event.
   *
   * @param which selects the node and the member
   * @param many the amount
   */
  record Step(Act act, int which, int many) {}

  private final List<Worker> everybody = new ArrayList<>();
  private final List<Long> published = new ArrayList<>();

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("reddot-sharing");
    nodes = new SharingNodes(folder);
  }

  @AfterContainer
  static void close() throws IOException {
    nodes.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Arbitrary<List<Step>> steps(Act... rarely) {
    List<Act> acts = new ArrayList<>(List.of(rarely));
    add(acts, 9, Act.PUBLISH, Act.ACKNOWLEDGE);
    add(acts, 3, Act.JOIN, Act.GIVE_WAY, Act.SECOND);
    add(acts, 2, Act.JOIN_EXACT);
    add(acts, 1, Act.LEAVE, Act.UNSUBSCRIBE);
    return Combinators.combine(
            Arbitraries.of(acts),
            Arbitraries.integers().between(0, 11),
            Arbitraries.integers().between(1, 9))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(60);
  }

  private static void add(List<Act> acts, int times, Act... some) {
    for (int i = 0; i < times; i++) {
      acts.addAll(List.of(some));
    }
  }

  @Provide
  Arbitrary<List<Step>> peaceful() {
    return steps();
  }

  @Provide
  Arbitrary<List<Step>> deadly() {
    return steps(Act.KILL, Act.FREEZE, Act.THAW, Act.START, Act.LOSE_ANSWER);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void eachIsFinishedOnceWhenNobodyDies(@ForAll("peaceful") List<Step> steps) throws Exception {
    finish(steps);
    Map<Long, Integer> finished = finished(everybody);
    assertEquals(new HashSet<>(published), finished.keySet());
    finished.forEach((position, times) -> assertEquals(1, times, "of " + position));
  }

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void eachIsFinishedWhoeverDies(@ForAll("deadly") List<Step> steps) throws Exception {
    finish(steps);
    assertEquals(new HashSet<>(published), finished(everybody).keySet());
    finished(everybody.stream().filter(Worker::exact).toList())
        .forEach((position, times) -> assertEquals(1, times, "handed " + position));
  }

  private static Map<Long, Integer> finished(List<Worker> workers) {
    Map<Long, Integer> finished = new HashMap<>();
    workers.forEach(worker -> worker.finished.forEach(at -> finished.merge(at, 1, Integer::sum)));
    return finished;
  }

  private void finish(List<Step> steps) throws Exception {
    everybody.clear();
    published.clear();
    nodes.topic = "t" + ++round;
    Node first = nodes.start();
    for (int i = 1; i < NODES; i++) {
      nodes.start();
    }
    everybody.add(first.join(3, true)); // stored from now on, so that the group lasts
    for (Step step : steps) {
      take(step);
      nodes.run();
    }
    Node last = nodes.start();
    everybody.add(last.join(50, false));
    nodes.nodes.forEach(node -> node.frozen = false);
    for (int i = 0; i < 4; i++) {
      nodes.pass(LONG);
      for (int again = 0; again < 20; again++) {
        nodes.nodes.forEach(node -> node.workers.forEach(worker -> worker.acknowledge(99)));
        nodes.run();
        nodes.giveWay();
      }
    }
    for (Node node : List.copyOf(nodes.nodes)) {
      List.copyOf(node.workers).forEach(Worker::leave);
      nodes.run();
      node.kill();
    }
  }

  private void take(Step step) throws Exception {
    List<Node> all = nodes.nodes;
    Node node = all.get(step.which % all.size());
    Worker worker =
        node.workers.isEmpty() ? null : node.workers.get(step.which / 3 % node.workers.size());
    switch (step.act) {
      case PUBLISH -> published.addAll(nodes.publish(step.many));
      case GIVE_WAY -> nodes.giveWay();
      case SECOND -> nodes.pass(Duration.ofSeconds(step.many));
      case JOIN, JOIN_EXACT -> {
        if (!node.frozen && node.workers.size() < 3) {
          everybody.add(node.join(step.many, step.act == Act.JOIN_EXACT));
        }
      }
      case LOSE_ANSWER -> node.transactions.fail();
      case START -> {
        if (all.size() < NODES + 2) {
          nodes.start();
        }
      }
      case KILL -> {
        if (all.size() > 1) {
          node.kill();
        }
      }
      case FREEZE -> node.frozen = true;
      case THAW -> node.frozen = false;
      default -> {
        if (worker != null && !node.frozen) {
          take(step, worker);
        }
      }
    }
  }

  private void take(Step step, Worker worker) {
    switch (step.act) {
      case ACKNOWLEDGE -> worker.acknowledge(step.many);
      case LEAVE -> worker.leave();
      case UNSUBSCRIBE -> {
        if (worker != everybody.get(0)) {
          worker.finishAndUnsubscribe();
        }
      }
      default -> throw new IllegalArgumentException(step.toString());
    }
  }
}
