package io.reddot.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Counts what one reader has not read: a stretch of the index for each topic, corrected by the few
 * exceptions. Other readers' marks are never looked at.
 */
final class InboxCount {
  private static final String OF_EACH =
      "SELECT (SELECT count(*) FROM inbox_item"
          + " WHERE inbox_item.topic = followed.topic AND inbox_item.position > followed.base)"
          + " - (SELECT count(*) FROM inbox_state"
          + " JOIN inbox_item ON inbox_item.topic = inbox_state.topic"
          + " AND inbox_item.position = inbox_state.position"
          + " WHERE inbox_state.reader = ? AND inbox_state.topic = followed.topic"
          + " AND inbox_state.position > followed.base"
          + " AND (inbox_state.read = 1 OR inbox_state.archived = 1))"
          + " + (SELECT count(*) FROM inbox_state"
          + " JOIN inbox_item ON inbox_item.topic = inbox_state.topic"
          + " AND inbox_item.position = inbox_state.position"
          + " WHERE inbox_state.reader = ? AND inbox_state.topic = followed.topic"
          + " AND inbox_state.position > followed.since"
          + " AND inbox_state.position <= followed.base"
          + " AND inbox_state.read = 0 AND inbox_state.archived = 0)"
          + " FROM followed";

  private InboxCount() {}

  static String sql(int topics) {
    return "WITH followed (topic, since, base) AS (VALUES "
        + String.join(
            ", ",
            Collections.nCopies(topics, "(CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT))"))
        + ") "
        + OF_EACH;
  }

  static long unread(Connection connection, String reader, List<Followed> topics)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql(topics.size()))) {
      int i = 1;
      for (Followed topic : topics) {
        select.setString(i++, topic.topic());
        select.setLong(i++, topic.since());
        select.setLong(i++, topic.base());
      }
      select.setString(i++, reader);
      select.setString(i, reader);
      long count = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          count += rows.getLong(1);
        }
      }
      return count;
    }
  }
}
