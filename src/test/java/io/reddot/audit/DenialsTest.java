package io.reddot.audit;

import static io.reddot.fixture.LogFixture.filters;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.json.JsonData;
import io.reddot.log.jdbc.Database;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenialsTest {
  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private final AtomicLong nanos = new AtomicLong();
  private FullLog log;
  private Denials denials;

  @BeforeEach
  void open() throws Exception {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 99_999, clock, Thread::new);
    denials = new Denials(new AuditLog(log, Duration.ofDays(1), clock), nanos::get);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void call(String user) {
    denials.forbidden(() -> user, "192.0.2.7", "GET /api/console/drain");
  }

  private List<JsonObject> records(int expected) throws Exception {
    Await.until(expected + " records", () -> log.head() >= expected);
    return log.read(filters("$audit/denied"), 0, log.head(), 9_999).messages().stream()
        .map(message -> (JsonObject) JsonData.parse(message.data()))
        .toList();
  }

  private void aMinutePasses() {
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
  }

  @Test
  void aUserCannotFillTheLogAndTheNextRecordTellsHowManyWereLeftOut() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      call("bob");
    }
    assertEquals(Denials.EACH, records(Denials.EACH).size());
    aMinutePasses();
    call("bob");
    List<JsonObject> records = records(Denials.EACH + 1);
    assertEquals(Denials.EACH + 1, records.size());
    JsonObject first = records.get(0);
    assertEquals("denied", first.getString("outcome"));
    assertEquals("bob", first.getString("by"));
    assertEquals("192.0.2.7", first.getString("address"));
    assertEquals("GET /api/console/drain", first.getString("target"));
    assertTrue(first.isNull("detail"));
    assertEquals(
        "990 more refused calls before this one were not recorded",
        records.get(Denials.EACH).getString("detail"));
    call("bob");
    assertTrue(records(Denials.EACH + 2).get(Denials.EACH + 1).isNull("detail"));
  }

  @Test
  void manyUsersCannotFillTheLogOrTheMemoryEither() throws Exception {
    for (int i = 0; i < 3 * Denials.USERS; i++) {
      call("u" + i);
    }
    assertEquals(Denials.ALL, records(Denials.ALL).size());
    assertEquals(Denials.USERS + 1, denials.remembered());
  }

  @Test
  void aFloodOfOneUserLeavesRoomForTheRecordsOfOthers() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      call("bob");
    }
    call("carol");
    assertEquals("carol", records(Denials.EACH + 1).get(Denials.EACH).getString("by"));
  }
}
