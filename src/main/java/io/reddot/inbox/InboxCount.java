package io.reddot.inbox;

import io.reddot.log.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Counts the unread messages of one reader. For each topic it counts a range of the index,
 * corrected by the reader's few exceptions. It never reads the marks of other readers. Stateless.
 */
public final class InboxCount {
  private static final String FOR_EACH_TOPIC =
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

  /** Returns the query for a number of topics. */
  public static String sql(int topics) {
    return "WITH followed (topic, since, base) AS (VALUES "
        + String.join(
            ", ",
            Collections.nCopies(topics, "(CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT))"))
        + ") "
        + FOR_EACH_TOPIC;
  }

  static long unread(Sql sql, String reader, List<InboxTopic> topics) throws SQLException {
    List<Object> values = new ArrayList<>(3 * topics.size() + 2);
    for (InboxTopic topic : topics) {
      values.addAll(List.of(topic.name(), topic.since(), topic.base()));
    }
    values.addAll(List.of(reader, reader));
    return sql.list(sql(topics.size()), row -> row.getLong(1), values.toArray()).stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
