package io.reddot.log.jdbc;

import io.reddot.log.Known;
import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.log.StoredMessage;
import io.reddot.message.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up what publishers have stored under their ids. Stateless. */
final class IdRows {
  private static final int SEND_AT = 12;
  private static final int RECALLED_BY = 12;

  private IdRows() {}

  private static String wanted(int keys) {
    return "WITH wanted (publisher, own_id) AS (VALUES "
        + String.join(", ", Collections.nCopies(keys, "(CAST(? AS TEXT), CAST(? AS TEXT))"))
        + ") ";
  }

  /**
   * Returns a query that searches an index for each key, without reading rows of other publishers.
   */
  static String messagesSql(int keys) {
    return wanted(keys)
        + "SELECT "
        + MessageRows.COLUMNS
        + ", send_at, lifetime, recalled_by FROM wanted CROSS JOIN message"
        + " WHERE message.id = own_id AND COALESCE(message.sender, '') = publisher";
  }

  private static void set(PreparedStatement select, List<Known.Key> keys) throws SQLException {
    int i = 1;
    for (Known.Key key : keys) {
      select.setString(i++, key.publisher());
      select.setString(i++, key.id());
    }
  }

  static List<Known> messages(Connection connection, String log, List<Known.Key> keys)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(messagesSql(keys.size()))) {
      set(select, keys);
      List<Known> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Message message = MessageRows.message(row, log);
          Instant sendAt = Sql.instant(row, SEND_AT);
          long seconds = row.getLong(SEND_AT + 1);
          Duration lifetime = row.wasNull() ? null : Duration.ofSeconds(seconds);
          boolean recalled = row.getObject(SEND_AT + 2) != null;
          found.add(new Known(message, null, sendAt, lifetime, recalled));
        }
      }
      return found;
    }
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
