package io.reddot.bench.history;

import io.reddot.fixture.FullLog;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxStore;
import io.reddot.log.MessageLog.Page;
import io.reddot.log.jdbc.Database;
import io.reddot.log.jdbc.RetentionPolicy;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** Measures one log, in milliseconds where nothing else is said. For one thread. */
final class HistoryMeasures implements AutoCloseable {
  private static final int PAGE = 500;
  private static final int ARRAY = 1_000;

  /**
   * A replay that takes longer is left, and its figure is what the whole would take at its pace.
   */
  private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

  private final FullLog log;

  /** The same log, where each publisher has a share. */
  private final FullLog shared;

  private final Map<String, Double> measures = new LinkedHashMap<>();

  /** What is measured. */
  private interface Work {
    void run() throws Exception;
  }

  HistoryMeasures(String url, long size) {
    this.log = open(url, size, 100);
    this.shared = open(url, size, 10);
  }

  private static FullLog open(String url, long messages, int userPercent) {
    RetentionPolicy policy =
        new RetentionPolicy(Duration.ofDays(3_650), messages, messages, userPercent);
    return new FullLog(Database.pooled(url), policy, InstantSource.system(), Thread::new);
  }

  Map<String, Double> all() throws Exception {
    log.trim(); // what earlier runs have published
    read("poll of an inbox, 50 messages behind", log.head() - 50, "user/7", "everyone");
    read("a page of 500 of `#`", log.floor(), "#");
    read("a page of 500 of `user/+`", log.floor(), "user/+");
    replay("rare/x");
    replay("+/x");
    replay("device/+/alarm");
    InboxStore inbox = log.inbox();
    median("inbox count", 200, () -> inbox.unread(new Reader("7", Set.of())));
    median("publish, one message", 200, () -> append(1));
    median("publish, an array of 1,000", 20, () -> append(ARRAY));
    log.trim();
    median("retention, nothing to delete", 20, log::trim);
    median("retention, 1,000 messages to delete", 5, () -> append(ARRAY), log::trim);
    append(ARRAY);
    once("retention, the same of one publisher, first", shared::trim);
    median("retention, the same, later", 5, () -> append(ARRAY), shared::trim);
    return measures;
  }

  private void append(int many) throws Exception {
    List<Draft> drafts = IntStream.range(0, many).mapToObj(HistoryMeasures::draft).toList();
    log.append(drafts).toCompletableFuture().get();
  }

  private static Draft draft(int i) {
    String id = UUID.randomUUID().toString();
    String data = '"' + "x".repeat(128) + '"';
    Topic topic = new Topic("device/" + i + "/state");
    return new Draft(
        id, false, topic, null, data, Encoding.JSON, null, false, "publisher" + i % 100, null);
  }

  private static List<TopicFilter> filters(String... patterns) {
    return Arrays.stream(patterns).map(TopicFilter::new).toList();
  }

  private void read(String name, long after, String... patterns) throws Exception {
    median(name, 50, () -> log.read(filters(patterns), after, log.head(), PAGE));
  }

  /** Reads all ten messages of a topic, from the log's start to its end. */
  private void replay(String pattern) {
    List<TopicFilter> filters = filters(pattern);
    long end = log.head();
    long[] times = new long[10];
    int done = 0;
    for (long began = System.nanoTime();
        done < times.length && System.nanoTime() - began < LONGEST_NANOS;
        done++) {
      long start = System.nanoTime();
      long from = log.floor();
      long through = from;
      int messages = 0;
      while (through < end && System.nanoTime() - start < LONGEST_NANOS) {
        Page page = log.read(filters, through, end, PAGE);
        messages += page.messages().size();
        through = page.through();
      }
      if (through >= end && messages != HistoryData.RARE) {
        throw new IllegalStateException(
            pattern + " has " + messages + " messages: delete the log, earlier runs trimmed it");
      }
      times[done] =
          Math.round((System.nanoTime() - start) * (double) (end - from) / (through - from));
    }
    Arrays.sort(times, 0, done);
    measures.put("replay of `" + pattern + "`, ten messages", times[done / 2] / 1e6);
  }

  private void once(String name, Work work) throws Exception {
    long began = System.nanoTime();
    work.run();
    measures.put(name, (System.nanoTime() - began) / 1e6);
  }

  private void median(String name, int times, Work work) throws Exception {
    median(name, times, () -> {}, work);
  }

  /** Repeats it for the compiler and the caches first. */
  private void median(String name, int times, Work before, Work work) throws Exception {
    double[] millis = new double[times];
    for (int i = -times; i < times; i++) {
      before.run();
      long began = System.nanoTime();
      work.run();
      millis[Math.max(i, 0)] = (System.nanoTime() - began) / 1e6;
    }
    Arrays.sort(millis);
    measures.put(name, millis[times / 2]);
  }

  @Override
  public void close() {
    shared.close();
    log.close();
  }
}
