package io.reddot.bench;

import io.reddot.access.Caller;
import io.reddot.access.Revocations;
import io.reddot.access.Validity;
import io.reddot.access.limit.Limits;
import io.reddot.config.Settings;
import io.reddot.container.BoundedExecutor;
import io.reddot.fixture.FullLog;
import io.reddot.json.JsonData;
import io.reddot.log.Tail;
import io.reddot.log.jdbc.Database;
import io.reddot.message.LoggedEvent;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.publish.Acceptance;
import io.reddot.publish.Drafts;
import io.reddot.publish.Publisher;
import jakarta.json.JsonArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.HdrHistogram.Histogram;

/**
 * What publishes and follows in one node, without its server. Publishers are closed loops: each
 * publishes again when it is answered. Thread-safe.
 */
final class LogNode implements AutoCloseable {
  private static final int ANSWERING = 4;

  private final FullLog log;
  private final Publisher publisher;
  private final Drafts drafts = new Drafts(InstantSource.system(), 100);
  private final Caller caller =
      Caller.of(
          "bench",
          Set.of(),
          List.of(TopicFilter.ALL),
          List.of(TopicFilter.ALL),
          Validity.until(Instant.MAX));
  private final BoundedExecutor answering =
      new BoundedExecutor(ANSWERING, BoundedExecutor.BOUNDED_ELSEWHERE, Thread::new);
  private final Tail tail;
  private final Thread follower = new Thread(this::follow, "follower");
  private final Histogram answers = new Histogram(3);
  private final Histogram followed = new Histogram(3);
  private volatile boolean stopped;
  private volatile long position;

  /** JSON with the time when it was made. */
  record Payload(int array, int bytes) {
    byte[] json() {
      String nanos = Long.toString(System.nanoTime());
      String one =
          "{\"topic\":\"bench/all\",\"data\":\""
              + nanos
              + "x".repeat(bytes - nanos.length())
              + "\"}";
      String all = array == 1 ? one : "[" + (one + ",").repeat(array - 1) + one + "]";
      return all.getBytes(StandardCharsets.UTF_8);
    }
  }

  LogNode(Database database) {
    this.log =
        new FullLog(
            database, Duration.ofDays(1), 1_000_000_000, InstantSource.system(), Thread::new);
    this.publisher =
        new Publisher(log, Limits.none(), new Nothing(), Settings.of(name -> Optional.empty()));
    this.tail = log.tail();
    this.position = tail.position();
    follower.start();
  }

  /** Nothing is revoked. */
  private static final class Nothing implements Revocations {
    @Override
    public void load() {}

    @Override
    public boolean revoked(Caller caller) {
      return false;
    }

    @Override
    public void follow(List<LoggedEvent> events) {}
  }

  private void follow() {
    try {
      for (Tail.Batch batch = tail.next(); batch != null; batch = tail.next()) {
        long now = System.nanoTime();
        long last = position;
        synchronized (followed) {
          for (Message message : batch.messages()) {
            if (message.position() != ++last) {
              throw new IllegalStateException("a gap before " + message.position());
            }
            String data = message.data();
            followed.recordValue(
                Math.max(0, now - Long.parseLong(data.substring(1, data.indexOf('x')))));
          }
        }
        position = last;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void publish(int publishers, Payload payload) {
    for (int i = 0; i < publishers; i++) {
      answering.execute(() -> publish(payload));
    }
  }

  private void publish(Payload payload) {
    byte[] json = payload.json();
    long began = System.nanoTime();
    CompletionStage<List<Acceptance>> accepted =
        publisher.publish(
            caller, publisher.parse(caller, json.length, () -> drafts.read(json, caller.user())));
    accepted.thenAcceptAsync(all -> answered(all, began, payload), answering);
  }

  private void answered(List<Acceptance> all, long began, Payload payload) {
    JsonArrayBuilder answer = JsonData.array();
    all.forEach(each -> answer.add(Drafts.answer(each)));
    if (JsonData.compact(answer.build()).getBytes(StandardCharsets.UTF_8).length < all.size()) {
      throw new IllegalStateException("no answer");
    }
    synchronized (answers) {
      answers.recordValue(System.nanoTime() - began);
    }
    if (!stopped) {
      publish(payload);
    }
  }

  void reset() {
    synchronized (answers) {
      answers.reset();
    }
    synchronized (followed) {
      followed.reset();
    }
  }

  void addTo(Histogram allAnswers, Histogram allFollowed) {
    synchronized (answers) {
      allAnswers.add(answers);
    }
    synchronized (followed) {
      allFollowed.add(followed);
    }
  }

  void stop() {
    stopped = true;
  }

  long head() {
    return log.readHead();
  }

  /** Waits until this node has read everything up to {@code head}. */
  void awaitFollowed(long head, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (position < head) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("a node has read up to " + position + " of " + head);
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    log.close();
    answering.shutdown();
  }
}
