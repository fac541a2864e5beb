package io.reddot.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.LogFixture;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Two nodes send what is due while two threads cancel it, one on each node. */
final class ScheduleRace {
  private static final int MESSAGES = 600;

  private ScheduleRace() {}

  /** On PostgreSQL the two are two nodes; two on SQLite are more than is promised, but hold. */
  static void run(HandClock clock, FullLog one, FullLog other) throws Exception {
    List<Submission> all = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      all.add(
          new Submission(LogFixture.draft("a", "" + i, "n" + i), clock.instant().plusSeconds(1)));
    }
    LogFixture.get(one.schedule().accept(all, null, MESSAGES));
    clock.turn(Duration.ofSeconds(1));
    CyclicBarrier start = new CyclicBarrier(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> senders = new ArrayList<>();
    List<Future<List<String>>> cancellers = new ArrayList<>();
    for (FullLog log : List.of(one, other)) {
      senders.add(
          threads.submit(
              () -> {
                start.await();
                return send(log.schedule());
              }));
      long seed = senders.size();
      cancellers.add(
          threads.submit(
              () -> {
                start.await();
                return cancel(log.schedule(), seed);
              }));
    }
    threads.shutdown();
    int sent = 0;
    for (Future<Integer> sender : senders) {
      sent += sender.get(60, TimeUnit.SECONDS);
    }
    List<String> done = new ArrayList<>();
    for (Future<List<String>> canceller : cancellers) {
      done.addAll(canceller.get(60, TimeUnit.SECONDS));
    }
    assertEquals(MESSAGES, sent + done.size());
    List<Message> logged =
        one.read(List.of(TopicFilter.ALL), 0, one.readHead(), MESSAGES + 1).messages();
    assertEquals(sent, logged.size());
    logged.forEach(message -> done.add(message.id()));
    Collections.sort(done);
    assertEquals(all.stream().map(each -> each.draft().id()).sorted().toList(), done);
  }

  private static int send(ScheduleStore schedule) throws Exception {
    int sent = 0;
    while (schedule.next() != null) {
      sent += LogFixture.get(schedule.sendDue());
    }
    return sent;
  }

  /** The ids of those that it was told to have cancelled; of all others it was told that not. */
  private static List<String> cancel(ScheduleStore schedule, long seed) throws Exception {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int i : order) {
      asked.add(schedule.cancel("n" + i, "alice").toCompletableFuture());
    }
    List<String> cancelled = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      try {
        asked.get(i).get(30, TimeUnit.SECONDS);
        cancelled.add("n" + order.get(i));
      } catch (ExecutionException e) {
        int status = assertInstanceOf(Problem.class, e.getCause()).status();
        assertEquals(true, status == 409 || status == 404, "sent, or the other was quicker");
      }
    }
    return cancelled;
  }
}
