package io.reddot.audit;

import io.reddot.config.SingleInstance;
import io.reddot.log.Projection;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spares the records of the audit from ordinary retention until they expire, however short that
 * retention is, by age or by number. Thread-safe.
 *
 * <p>Threat: a caller fills the database with records that nothing may delete. So only the newest
 * records of a user are spared, for each action apart: a user who sends much cannot push the record
 * of a revocation out. Older records stay as long as other events of the server.
 */
@SingleInstance
public class AuditProjection implements Projection {
  /** The largest number of records of one user and one action that are spared. */
  static final int MOST = 100_000;

  private final int most;

  @Inject
  public AuditProjection() {
    this(MOST);
  }

  public AuditProjection(int most) {
    this.most = most;
  }

  @Override
  public String migrations() {
    return "io/reddot/audit/migration";
  }

  @Override
  public String spared() {
    return "audit_record";
  }

  private record Key(String topic, String sender) {}

  private record Row(Key key, long number, long position) {}

  @Override
  public void appended(Transaction transaction, List<Message> messages) throws SQLException {
    Map<Key, Long> numbers = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    for (Message message : messages) {
      if (SystemEvent.isAudit(message.topic())) {
        String sender = message.sender();
        Key key = new Key(message.topic().name(), sender == null ? "" : sender);
        Long known = numbers.get(key);
        long number = (known == null ? last(transaction.sql(), key) : known) + 1;
        numbers.put(key, number);
        rows.add(new Row(key, number, message.position()));
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    transaction
        .sql()
        .batch(
            "INSERT INTO audit_record (topic, sender, number, position) VALUES (?,?,?,?)",
            rows,
            row -> new Object[] {row.key.topic, row.key.sender, row.number, row.position});
    for (Map.Entry<Key, Long> one : numbers.entrySet()) {
      forgetOldest(transaction, one.getKey(), one.getValue() - most);
    }
  }

  private static long last(Sql sql, Key key) throws SQLException {
    return sql.number(
        "SELECT COALESCE(max(number), 0) FROM audit_record WHERE topic = ? AND sender = ?",
        key.topic,
        key.sender);
  }

  private static void forgetOldest(Transaction transaction, Key key, long through)
      throws SQLException {
    if (through <= 0) {
      return;
    }
    List<Long> positions =
        transaction
            .sql()
            .list(
                "SELECT position FROM audit_record WHERE topic = ? AND sender = ? AND number <= ?",
                row -> row.getLong(1),
                key.topic,
                key.sender,
                through);
    transaction.release("SELECT position FROM audit_record WHERE position = ?", positions);
    remove(transaction, positions);
  }

  private static void remove(Transaction transaction, List<Long> positions) throws SQLException {
    transaction
        .sql()
        .batch(
            "DELETE FROM audit_record WHERE position = ?",
            positions,
            position -> new Object[] {position});
  }

  @Override
  public void expired(Transaction transaction, Map<Long, String> topics) throws SQLException {
    remove(
        transaction,
        topics.entrySet().stream()
            .filter(one -> one.getValue().startsWith(SystemEvent.AUDIT_TOPICS))
            .map(Map.Entry::getKey)
            .toList());
  }

  /** Nothing to do: the records are spared. */
  @Override
  public void trimming(Transaction transaction, Map<Long, String> topics) {}
}
