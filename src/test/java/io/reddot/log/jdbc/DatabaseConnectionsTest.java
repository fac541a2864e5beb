package io.reddot.log.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Await;
import io.reddot.metrics.Buckets;
import io.reddot.metrics.Metrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** What the metrics tell of the pool. */
@Timeout(60)
class DatabaseConnectionsTest {
  private static final int READERS = Database.CONNECTIONS - 1;
  private static final String WAITS = "reddot_database_wait_seconds";

  @TempDir Path folder;

  private static long waits() {
    Buckets buckets = Metrics.read(Set.of(WAITS)).buckets(WAITS);
    return buckets == null ? 0 : buckets.counts().stream().mapToLong(Long::longValue).sum();
  }

  private static void hold(Database database, CountDownLatch ends) {
    int unused =
        database.read(
            connection -> {
              try {
                ends.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return 1;
            });
  }

  @Test
  void tellsWhoReadsAndWhoWaits() throws Exception {
    CountDownLatch ends = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Database database = Database.embedded(folder)) {
      long before = waits();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS + 2; i++) {
        readers.add(threads.submit(() -> hold(database, ends)));
      }
      Await.until(
          "two wait",
          () ->
              database.connections().get("awaited") == 2
                  && database.connections().get("active") == READERS);
      assertEquals(before + READERS, waits(), "two have none yet");
      ends.countDown();
      for (Future<?> reader : readers) {
        reader.get(20, TimeUnit.SECONDS);
      }
      assertEquals(before + READERS + 2, waits());
      assertEquals(0.0, database.connections().get("active"));
      assertEquals(0.0, database.connections().get("awaited"));
    } finally {
      ends.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void thePoolOfTheServerIsNotMeasured() {
    Database.embedded(folder).close();
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("reddot.db"));
    try (Database database = Database.of(source)) {
      assertEquals(Map.of("awaited", 0.0), database.connections());
    }
  }
}
