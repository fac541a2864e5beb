package io.reddot.log.jdbc;

import io.reddot.log.MessageLog;
import io.reddot.log.MessageLog.Page;
import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.message.TopicFilters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of messages. Exact topics are read by the index of topic and position, however rare
 * they are; filters with wildcards walk the log in windows, so that the cost of a read does not
 * grow with the log. Thread-safe.
 */
final class Reader {
  /** The largest number of positions that one page looks at when it has to walk. */
  static final int WINDOW = 20_000;

  /** The largest number of topics or prefixes that one statement names. */
  private static final int AT_ONCE = 100;

  private final Database database;
  private final String log;
  private final InstantSource clock;

  Reader(Database database, String log, InstantSource clock) {
    this.database = database;
    this.log = log;
    this.clock = clock;
  }

  /**
   * @param filters null: all topics
   */
  Page read(@Nullable Collection<TopicFilter> filters, long after, long upTo, int limit) {
    if (after >= upTo || (filters != null && filters.isEmpty())) {
      return new Page(List.of(), Math.max(after, upTo), false);
    }
    return database.read(
        connection -> {
          List<Message> messages = new ArrayList<>();
          long reached =
              filters != null && filters.stream().allMatch(TopicFilter::exact)
                  ? pick(connection, filters, after, upTo, limit, messages)
                  : walk(
                      connection, filters, after, Math.min(upTo, after + WINDOW), limit, messages);
          // Checked after the rows were read, to include everything that trimming removed before.
          boolean trimmed = trimmed(connection, filters, after);
          return new Page(messages, reached, trimmed);
        });
  }

  /** As {@link MessageLog#trimmed}. */
  boolean trimmed(Collection<TopicFilter> filters, long after) {
    return database.read(connection -> trimmed(connection, filters, after));
  }

  private static boolean trimmed(
      Connection connection, @Nullable Collection<TopicFilter> filters, long after)
      throws SQLException {
    // Gaps are read first, because a gap is deleted when the floor passes it.
    return Gaps.reach(connection, filters, after) || Rows.Head.read(connection).trimmedTo() > after;
  }

  /** Returns the message at {@code position}; null if there is none or it has expired. */
  @Nullable Message at(long position) {
    List<Message> found =
        database.read(
            connection -> {
              List<Message> messages = new ArrayList<>(1);
              try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT " + MessageRows.COLUMNS + " FROM message WHERE position = ?")) {
                select.setLong(1, position);
                collect(select, null, position, 1, messages);
              }
              return messages;
            });
    return found.isEmpty() ? null : found.get(0);
  }

  private long pick(
      Connection connection,
      Collection<TopicFilter> filters,
      long after,
      long through,
      int limit,
      List<Message> to)
      throws SQLException {
    if (filters.size() <= AT_ONCE) {
      String sql =
          "SELECT "
              + MessageRows.COLUMNS
              + " FROM message WHERE position IN ("
              + firstOfEach(filters.size())
              + ") ORDER BY position LIMIT ?";
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        int next = setEach(select, filters, after, through, limit);
        select.setInt(next, limit);
        return collect(select, filters, through, limit, to);
      }
    }
    NavigableSet<Long> first = first(connection, filters, after, through, limit);
    if (first.isEmpty()) {
      return through;
    }
    String sql =
        "SELECT "
            + MessageRows.COLUMNS
            + " FROM message WHERE position IN "
            + Sql.placeholders(first.size())
            + " ORDER BY position";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int i = 1;
      for (long position : first) {
        select.setLong(i++, position);
      }
      return collect(select, filters, through, limit, to);
    }
  }

  /**
   * Returns the first positions of many topics. It queries a few topics at a time, because
   * databases bound the size of a statement. Each query looks only as far as the last position that
   * can still be among the first ones.
   */
  private static NavigableSet<Long> first(
      Connection connection, Collection<TopicFilter> filters, long after, long through, int limit)
      throws SQLException {
    List<TopicFilter> all = List.copyOf(filters);
    NavigableSet<Long> first = new TreeSet<>();
    long end = through;
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<TopicFilter> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      try (PreparedStatement select = connection.prepareStatement(firstOfEach(some.size()))) {
        setEach(select, some, after, end, limit);
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

  private static String firstOfEach(int topics) {
    return String.join(
        " UNION ALL ",
        Collections.nCopies(
            topics,
            "SELECT * FROM (SELECT position FROM message WHERE topic = ? AND position > ?"
                + " AND position <= ? ORDER BY position LIMIT ?) AS one"));
  }

  /** Sets the parameters of {@link #firstOfEach}, and returns the index of the next one. */
  private static int setEach(
      PreparedStatement select,
      Collection<TopicFilter> filters,
      long after,
      long through,
      int limit)
      throws SQLException {
    int i = 1;
    for (TopicFilter filter : filters) {
      select.setString(i++, filter.pattern());
      select.setLong(i++, after);
      select.setLong(i++, through);
      select.setInt(i++, limit);
    }
    return i;
  }

  private long walk(
      Connection connection,
      @Nullable Collection<TopicFilter> filters,
      long after,
      long through,
      int limit,
      List<Message> to)
      throws SQLException {
    List<String> prefixes =
        filters == null ? List.of("") : filters.stream().map(Reader::prefix).distinct().toList();
    boolean any = prefixes.contains("") || prefixes.size() > AT_ONCE;
    String sql =
        "SELECT "
            + MessageRows.COLUMNS
            + " FROM message WHERE position > ? AND position <= ?"
            + (any ? "" : " AND (" + either(prefixes.size()) + ")")
            + " ORDER BY position LIMIT ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int i = 1;
      select.setLong(i++, after);
      select.setLong(i++, through);
      if (!any) {
        for (String prefix : prefixes) {
          select.setInt(i++, prefix.codePointCount(0, prefix.length()));
          select.setString(i++, prefix);
        }
      }
      select.setInt(i, limit);
      return collect(select, filters, through, limit, to);
    }
  }

  private static String either(int prefixes) {
    return String.join(" OR ", Collections.nCopies(prefixes, "substr(topic, 1, ?) = ?"));
  }

  /** Returns the text with which every topic begins that the filter matches. */
  private static String prefix(TopicFilter filter) {
    String pattern = filter.pattern();
    int plus = pattern.indexOf('+');
    if (plus >= 0) {
      return pattern.substring(0, plus);
    }
    // "a/#" matches "a" as well
    return pattern.endsWith("/#")
        ? pattern.substring(0, pattern.length() - 2)
        : pattern.endsWith("#") ? "" : pattern;
  }

  /**
   * Collects the wanted messages. Returns how far it got: to the end, or to the row at which a
   * bound stopped it.
   */
  private long collect(
      PreparedStatement select,
      @Nullable Collection<TopicFilter> filters,
      long through,
      int limit,
      List<Message> to)
      throws SQLException {
    select.setFetchSize(Sql.FETCH_SIZE);
    TopicFilters wanted = filters == null ? null : new TopicFilters(filters);
    Instant now = clock.instant();
    long size = 0;
    int rows = 0;
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        Message message = MessageRows.message(found, log);
        rows++;
        if (!message.expired(now) && (wanted == null || wanted.matches(message.topic()))) {
          to.add(message);
          size += message.size();
        }
        if (rows == limit || size >= MessageRows.PAGE_SIZE) {
          return message.position();
        }
      }
    }
    return through;
  }
}
