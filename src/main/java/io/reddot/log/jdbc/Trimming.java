package io.reddot.log.jdbc;

import io.reddot.log.Projection;
import io.reddot.log.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deletes single rows that retention has chosen, and remembers the gaps. Stateless. */
final class Trimming {
  private Trimming() {}

  /** A row to delete. */
  private record Row(long position, String topic, String sender) {}

  /**
   * Deletes the rows at {@code positions}, unless they are spared by now or another node has
   * deleted them.
   *
   * @return the number of deleted rows
   */
  static int delete(
      GroupTransaction transaction, List<Long> positions, Kept.Kind kind, Spared spared)
      throws SQLException {
    transaction.flush();
    List<Row> rows = rows(transaction, positions, spared);
    Map<String, Long> lost = new HashMap<>();
    Map<Long, String> topics = new HashMap<>();
    Map<Kept.Key, Long> gone = new HashMap<>();
    for (Row row : rows) {
      topics.put(row.position, row.topic);
      lost.merge(row.topic, row.position, Math::max);
      gone.merge(new Kept.Key(kind, row.sender), 1L, Long::sum);
    }
    for (Projection projection : transaction.projections()) {
      projection.trimming(transaction, topics);
    }
    transaction
        .sql()
        .batch("DELETE FROM message WHERE position = ?", rows, row -> new Object[] {row.position});
    Kept.subtract(transaction, gone);
    Gaps.add(transaction, lost);
    return rows.size();
  }

  private static List<Row> rows(GroupTransaction transaction, List<Long> positions, Spared spared)
      throws SQLException {
    return transaction
        .sql()
        .list(
            "SELECT position, topic, COALESCE(sender, '') FROM message WHERE position IN "
                + Sql.placeholders(positions.size())
                + spared.excluded(),
            row -> new Row(row.getLong(1), row.getString(2), row.getString(3)),
            positions.toArray());
  }
}
