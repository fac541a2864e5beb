package io.reddot.log.jdbc;

import io.reddot.log.IdSearch;
import io.reddot.log.Known;
import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.log.StoredMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up messages of the log by the ids that publishers have given them. Stateless. */
final class IdRows {
  private static final int SEND_AT = 12;
  private static final int RECALLED_BY = 12;

  private IdRows() {}

  /** Finds the messages under some keys. */
  static List<Known> messages(Sql sql, String log, Collection<Known.Key> keys) throws SQLException {
    return IdSearch.find(
        sql,
        keys,
        "SELECT "
            + MessageRows.COLUMNS
            + ", send_at, lifetime, recalled_by FROM wanted CROSS JOIN message"
            + " WHERE message.id = own_id AND COALESCE(message.sender, '') = publisher",
        row -> known(row, log));
  }

  private static Known known(ResultSet row, String log) throws SQLException {
    Instant sendAt = Sql.instant(row, SEND_AT);
    long seconds = row.getLong(SEND_AT + 1);
    Duration lifetime = row.wasNull() ? null : Duration.ofSeconds(seconds);
    boolean recalled = row.getObject(SEND_AT + 2) != null;
    return new Known(MessageRows.message(row, log), null, sendAt, lifetime, recalled);
  }

  /** As {@link io.reddot.log.MessageLog#find}. */
  static List<StoredMessage> find(Sql sql, String log, String id, @Nullable String publisher)
      throws SQLException {
    String select =
        "SELECT "
            + MessageRows.COLUMNS
            + ", recalled_by FROM message WHERE id = ?"
            + (publisher == null ? "" : " AND COALESCE(sender, '') = ?")
            + " ORDER BY position LIMIT "
            + StoredMessage.NAMESAKES;
    Object[] values = publisher == null ? new Object[] {id} : new Object[] {id, publisher};
    return sql.list(select, row -> stored(row, log), values).stream()
        .filter(found -> Kept.Kind.of(found.message()) == Kept.Kind.MESSAGE)
        .toList();
  }

  private static StoredMessage stored(ResultSet row, String log) throws SQLException {
    long by = row.getLong(RECALLED_BY);
    Long recalledBy = row.wasNull() ? null : by;
    return new StoredMessage(MessageRows.message(row, log), recalledBy);
  }
}
