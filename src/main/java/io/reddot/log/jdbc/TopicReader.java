package io.reddot.log.jdbc;

import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Reads messages of named topics by the index of topic and position, in the order of positions. The
 * cost depends on the number of topics, not on the size of the log. Stateless.
 */
final class TopicReader {
  /** The largest number of topics in one statement, because databases bound its size. */
  static final int AT_ONCE = 100;

  private final Product product;

  TopicReader(Product product) {
    this.product = product;
  }

  /** Fills a page; returns how far it got. */
  long read(
      Connection connection, Collection<String> topics, long after, long through, PageBuilder to)
      throws SQLException {
    int limit = to.room();
    if (topics.isEmpty()) {
      return through;
    }
    if (topics.size() <= AT_ONCE) {
      try (PreparedStatement select =
          connection.prepareStatement(messages(firstOfEach(topics.size())) + " LIMIT ?")) {
        int next = setEach(select, topics, after, through, limit);
        select.setInt(next, limit);
        return to.collect(select, limit, through);
      }
    }
    NavigableSet<Long> first = first(connection, topics, after, through, limit);
    if (first.isEmpty()) {
      return through;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            messages(String.join(",", Collections.nCopies(first.size(), "?"))))) {
      int i = 1;
      for (long position : first) {
        select.setLong(i++, position);
      }
      return to.collect(select, limit, through);
    }
  }

  private static String messages(String positions) {
    return "SELECT "
        + MessageRows.COLUMNS
        + " FROM message WHERE position IN ("
        + positions
        + ") ORDER BY position";
  }

  /**
   * Returns the first positions of many topics. It queries a few topics at a time. Each query looks
   * only as far as the last position that can still be among the first ones.
   */
  private NavigableSet<Long> first(
      Connection connection, Collection<String> topics, long after, long through, int limit)
      throws SQLException {
    List<String> all = List.copyOf(topics);
    NavigableSet<Long> first = new TreeSet<>();
    long end = through;
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      try (PreparedStatement select = connection.prepareStatement(firstOfEach(some.size()))) {
        setEach(select, some, after, end, limit);
        select.setFetchSize(Sql.FETCH_SIZE * AT_ONCE); // of numbers only
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            first.add(rows.getLong(1));
          }
        }
      }
      while (first.size() > limit) {
        first.pollLast();
      }
      end = first.size() == limit ? first.last() : through;
    }
    return first;
  }

  private String firstOfEach(int topics) {
    return String.join(
        " UNION ALL ",
        Collections.nCopies(
            topics,
            "SELECT * FROM (SELECT position FROM message WHERE "
                + product.topic()
                + " = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?) AS one"));
  }

  /** Sets the parameters of {@link #firstOfEach}, and returns the index of the next one. */
  private static int setEach(
      PreparedStatement select, Collection<String> topics, long after, long through, int limit)
      throws SQLException {
    int i = 1;
    for (String topic : topics) {
      select.setString(i++, topic);
      select.setLong(i++, after);
      select.setLong(i++, through);
      select.setInt(i++, limit);
    }
    return i;
  }
}
