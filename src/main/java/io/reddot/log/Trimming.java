package io.reddot.log;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes single rows out of the log that retention has chosen, and remembers the gaps. */
final class Trimming {
  /** Of {@code message}: what retention spares. */
  static final String SPARED =
      " AND NOT EXISTS (SELECT 1 FROM retained WHERE retained.position = message.position)";

  private Trimming() {}

  /**
   * What was taken.
   *
   * @param inboxes topics of inboxes that have lost messages
   */
  record Taken(int rows, Collection<String> inboxes) {}

  /** A row that goes. */
  private record Row(long position, String topic, String sender) {}

  /**
   * Takes away the rows at {@code positions}, as far as another node has not done so.
   *
   * @return what became of it
   */
  static Taken take(Transaction transaction, List<Long> positions, Kept.Kind kind)
      throws SQLException {
    transaction.flush();
    List<Row> rows = rows(transaction, positions);
    Map<String, Long> lost = new HashMap<>();
    Map<Long, String> topics = new HashMap<>();
    Map<Kept.Key, Long> gone = new HashMap<>();
    PreparedStatement delete = transaction.statement("DELETE FROM message WHERE position = ?");
    for (Row row : rows) {
      topics.put(row.position, row.topic);
      lost.merge(row.topic, row.position, Math::max);
      gone.merge(new Kept.Key(kind, row.sender), 1L, Long::sum);
      delete.setLong(1, row.position);
      delete.addBatch();
    }
    Collection<String> inboxes = InboxItems.take(transaction, topics);
    delete.executeBatch();
    Kept.subtract(transaction, gone);
    Gaps.add(transaction, lost);
    return new Taken(rows.size(), inboxes);
  }

  private static List<Row> rows(Transaction transaction, List<Long> positions) throws SQLException {
    List<Row> found = new ArrayList<>(positions.size());
    try (PreparedStatement select =
        transaction
            .connection()
            .prepareStatement(
                "SELECT position, topic, COALESCE(sender, '') FROM message WHERE position IN "
                    + Rows.marks(positions.size())
                    + SPARED)) {
      for (int i = 0; i < positions.size(); i++) {
        select.setLong(i + 1, positions.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Row(rows.getLong(1), rows.getString(2), rows.getString(3)));
        }
      }
    }
    return found;
  }
}
