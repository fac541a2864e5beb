package io.reddot.audit;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.reddot.access.Caller;
import io.reddot.access.Validity;
import io.reddot.admission.AdmissionStore.Kind;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.json.JsonData;
import io.reddot.log.jdbc.RetentionPolicy;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for the records of the audit in the log. */
public interface AuditContract extends LogFixture {
  private static Caller caller(String user) {
    return Caller.of(
            user, Set.of(Caller.OPERATOR), List.of(), List.of(), Validity.until(Instant.MAX))
        .at("192.0.2.1");
  }

  private AuditLog audit(FullLog log, int days) {
    return new AuditLog(log, Duration.ofDays(days), clock());
  }

  private static void append(FullLog log, AuditRecord record) throws Exception {
    get(log.append(List.of(assertNotNullDraft(record))));
  }

  private static Draft assertNotNullDraft(AuditRecord record) {
    Draft draft = record.draft();
    assertNotNull(draft);
    return draft;
  }

  private static List<String> targets(FullLog log) {
    return log.read(filters("$audit/#"), 0, log.head(), 99).messages().stream()
        .map(AuditContract::data)
        .map(data -> data.getString("target"))
        .toList();
  }

  private static JsonObject data(Message message) {
    return (JsonObject) assertParsed(message);
  }

  private static Object assertParsed(Message message) {
    Object parsed = JsonData.parse(message.data());
    assertNotNull(parsed);
    return parsed;
  }

  @Test
  default void aRecordTellsWhoDidWhatFromWhere() throws Exception {
    FullLog log = open();
    append(log, audit(log, 90).of(caller("root"), Audit.GROUP, "staff", "alice joined"));
    Message message = log.read(filters("$audit/#"), 0, log.head(), 9).messages().get(0);
    assertEquals("$audit/group", message.topic().name());
    assertEquals("audit", message.event());
    assertEquals(
        "{\"action\":\"group\",\"by\":\"root\",\"address\":\"192.0.2.1\",\"target\":\"staff\","
            + "\"outcome\":\"done\",\"detail\":\"alice joined\"}",
        message.data());
    assertEquals(List.of(), log.read(filters("#"), 0, log.head(), 9).messages());
  }

  @Test
  default void recordsOutliveShortRetentionAndEndOnTheirDay() throws Exception {
    FullLog log = open(Duration.ofDays(1), 1_000_000);
    AuditLog audit = audit(log, 90);
    get(log.append(List.of(draft("news", "1"))));
    append(log, audit.of(caller("root"), Audit.RECALL, "x", null));
    get(log.append(List.of(draft("news", "2"))));
    clock().turn(Duration.ofDays(90).minusSeconds(1));
    log.trim();
    assertEquals(3, log.floor());
    assertEquals(List.of(), log.read(filters("#"), 0, log.head(), 9).messages());
    assertEquals(List.of("x"), targets(log));
    assertEquals(1, rows("audit_record"));
    clock().turn(Duration.ofSeconds(1));
    assertEquals(List.of(), targets(log));
    clock().turn(Duration.ofHours(2));
    log.trim();
    assertEquals(0, rows("audit_record"));
    assertEquals(0, rows("message"));
  }

  @Test
  default void recordsEndOnTheirDayEvenIfMessagesAreKeptLonger() throws Exception {
    FullLog log = open(Duration.ofDays(365), 1_000_000);
    append(log, audit(log, 2).of(caller("root"), Audit.RECALL, "x", null));
    get(log.append(List.of(draft("news", "1"))));
    clock().turn(Duration.ofDays(2).plusHours(2));
    log.trim();
    assertEquals(List.of(), targets(log));
    assertEquals(1, rows("message"));
    assertEquals(0, rows("audit_record"));
  }

  @Test
  default void aLogThatIsTrimmedByNumberKeepsRecords() throws Exception {
    FullLog log = open(new RetentionPolicy(Duration.ofDays(30), 2, 2, 10));
    AuditLog audit = audit(log, 90);
    for (int i = 0; i < 4; i++) {
      append(log, audit.of(caller("root"), Audit.REVOKE, "t" + i, null));
      get(log.append(List.of(draft("news", "" + i))));
    }
    get(log.admission().revoke(Kind.USER, "a", clock().instant().plusSeconds(9), "root"));
    log.trim();
    assertEquals(2, log.read(filters("#"), 0, log.head(), 9).messages().size());
    assertEquals(List.of("t0", "t1", "t2", "t3"), targets(log));
  }

  @Test
  default void onlyTheNewestRecordsOfAUserAndActionAreSpared() throws Exception {
    FullLog log = open(Duration.ofDays(1), 1_000_000);
    AuditLog audit = audit(log, 90);
    append(log, audit.of(caller("mallory"), Audit.REVOKE, "deed", null));
    append(log, audit.of(caller("root"), Audit.SEND, "other", null));
    List<String> newest = new ArrayList<>(List.of("deed", "other"));
    for (int i = 0; i < 2 * FullLog.AUDIT_RECORDS; i++) {
      append(log, audit.of(caller("mallory"), Audit.SEND, "s" + i, null));
    }
    for (int i = FullLog.AUDIT_RECORDS; i < 2 * FullLog.AUDIT_RECORDS; i++) {
      newest.add("s" + i);
    }
    assertEquals(2 + FullLog.AUDIT_RECORDS, rows("audit_record"));
    clock().turn(Duration.ofDays(2));
    log.trim();
    assertEquals(newest, targets(log));
    append(log, audit.of(caller("mallory"), Audit.SEND, "last", null)); // displaces one at once
    newest.remove("s" + FullLog.AUDIT_RECORDS);
    newest.add("last");
    assertEquals(newest, targets(log));
    assertEquals(newest.size(), rows("message"));
  }

  @Test
  default void aChangeThatDoesNothingIsNotRecorded() throws Exception {
    FullLog log = open();
    AuditRecord record = audit(log, 90).of(caller("root"), Audit.GROUP, "g", null);
    get(log.transactions().change(1, 1, record.after(transaction -> "nothing")));
    assertEquals(0, log.head());
    assertFalse(targets(log).contains("g"));
    AuditRecord oversized = audit(log, 90).of(caller("root"), Audit.GROUP, "g".repeat(5_000), "d");
    append(log, oversized);
    assertEquals(AuditLog.MOST + 1, targets(log).get(0).length());
  }
}
