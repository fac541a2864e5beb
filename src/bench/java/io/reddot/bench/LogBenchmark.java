package io.reddot.bench;

import io.reddot.bench.LogNode.Payload;
import io.reddot.log.jdbc.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Durable publishing without a server: the classes of the WAR parse JSON, check, commit and answer
 * it, in one to three nodes in this process, each of which follows the log. On SQLite, and on a
 * PostgreSQL that is started here with {@code fsync} on.
 */
public final class LogBenchmark {
  private static final int PUBLISHERS = 192;
  private static final int BYTES = 128;
  private static final int SECONDS = 10;
  private static final int NODES = 3;

  /** Messages a call: single ones from many publishers, and arrays from one publisher a node. */
  private static final int[] ARRAYS = {1, 1_000};

  private LogBenchmark() {}

  private interface Opener {
    Database open();
  }

  /** {@link Settings} come from system properties. */
  public static void main(String[] args) throws Exception {
    System.out.println(
        "| database | nodes | publishers | messages a call | messages/s | p50 ms | p99 ms"
            + " | followed p50 ms | followed p99 ms |");
    System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (int run = 0; run < Settings.runs(); run++) {
      for (int array : ARRAYS) {
        Path folder = Files.createTempDirectory(Files.createDirectories(Settings.work()), "log");
        measure("SQLite", 1, array, () -> Database.embedded(folder));
      }
      postgres();
    }
    System.exit(0); // the nodes' threads are no daemons
  }

  private static void postgres() throws Exception {
    try (EmbeddedPostgres server = durable()) {
      for (int array : ARRAYS) {
        for (int nodes = 1; nodes <= NODES; nodes++) {
          String name = "reddot" + nodes + "x" + array;
          try (Connection connection = server.getPostgresDatabase().getConnection();
              Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
          }
          String url = server.getJdbcUrl("postgres", name);
          measure("PostgreSQL", nodes, array, () -> Database.pooled(url));
        }
      }
    }
  }

  /** The embedded one is fast and forgetful unless it is told otherwise. */
  private static EmbeddedPostgres durable() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("shared_buffers", "512MB")
        .setServerConfig("max_wal_size", "4GB")
        .start();
  }

  private static void measure(String database, int nodes, int array, Opener opener)
      throws Exception {
    int publishers = array > 1 ? nodes : Settings.clients(PUBLISHERS);
    Payload payload = new Payload(array, Settings.messageBytes(BYTES));
    List<LogNode> all = new ArrayList<>();
    try {
      for (int i = 0; i < nodes; i++) {
        all.add(new LogNode(opener.open()));
      }
      for (LogNode node : all) {
        node.publish(publishers / nodes, payload);
      }
      Thread.sleep(Settings.warmUp().toMillis());
      all.forEach(LogNode::reset);
      long began = System.nanoTime();
      Thread.sleep(Settings.duration(SECONDS).toMillis());
      Histogram answers = new Histogram(3);
      Histogram followed = new Histogram(3);
      all.forEach(node -> node.addTo(answers, followed));
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          "| %s | %d | %d | %d | %,.0f | %.1f | %.1f | %.1f | %.1f |%n",
          database,
          nodes,
          publishers,
          array,
          answers.getTotalCount() * array / seconds,
          answers.getValueAtPercentile(50) / 1e6,
          answers.getValueAtPercentile(99) / 1e6,
          followed.getValueAtPercentile(50) / 1e6,
          followed.getValueAtPercentile(99) / 1e6);
      all.forEach(LogNode::stop);
      long head = 0;
      for (LogNode node : all) {
        head = Math.max(head, node.head());
      }
      for (LogNode node : all) {
        node.awaitFollowed(head, Duration.ofMinutes(1));
      }
    } finally {
      all.forEach(LogNode::close);
    }
  }
}
