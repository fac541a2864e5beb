package io.reddot.log.jdbc;

import io.reddot.log.MessageLog;
import io.reddot.log.MessageLog.Page;
import io.reddot.log.MessageRows;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of messages. Messages of exact topics are read by the index of topics, however rare
 * they are. For filters with wildcards it first looks at the next positions, where frequent matches
 * fill the page. If they do not, it looks for the topics that match, and reads those by the index.
 * Only if they are too many does it walk the log, in windows. So the cost of a read does not grow
 * with the log. Thread-safe.
 */
final class Reader {
  /** The largest number of positions that one page looks at when it has to walk. */
  static final int WINDOW = 20_000;

  /**
   * The positions that a page looks at before it searches for topics: walking them costs about as
   * much as a typical search.
   */
  static final int GLANCE = 2_000;

  /** The largest number of conditions on the topic in one statement. */
  private static final int CONDITIONS = 100;

  private static final String LIKE = "topic LIKE ? ESCAPE '!'";

  private final Database database;
  private final TopicReader topics;
  private final String log;
  private final InstantSource clock;
  private final VainSearches vain;

  Reader(Database database, String log, InstantSource clock) {
    this.database = database;
    this.topics = new TopicReader(database.product());
    this.log = log;
    this.clock = clock;
    this.vain = new VainSearches(clock);
  }

  /**
   * @param filters null: all topics, for a reader that does not need to know what was trimmed
   */
  Page read(@Nullable Collection<TopicFilter> filters, long after, long upTo, int limit) {
    if (after >= upTo || (filters != null && filters.isEmpty())) {
      return new Page(List.of(), Math.max(after, upTo), false);
    }
    return database.read(
        connection -> {
          PageBuilder page = new PageBuilder(log, filters, clock.instant(), limit);
          long reached = read(connection, filters, after, upTo, page);
          // Checked after the rows were read, to include everything that trimming removed before.
          boolean trimmed = filters != null && trimmed(connection, filters, after);
          return new Page(page.messages(), reached, trimmed);
        });
  }

  /** As {@link MessageLog#trimmed}. */
  boolean trimmed(Collection<TopicFilter> filters, long after) {
    return database.read(connection -> trimmed(connection, filters, after));
  }

  private static boolean trimmed(Connection connection, Collection<TopicFilter> filters, long after)
      throws SQLException {
    // Gaps are read first, because a gap is deleted when the floor passes it.
    return Gaps.reach(connection, filters, after) || Rows.Head.read(connection).trimmedTo() > after;
  }

  /** Returns the message at {@code position}; null if there is none or it has expired. */
  @Nullable Message at(long position) {
    PageBuilder page = new PageBuilder(log, null, clock.instant(), 1);
    database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT " + MessageRows.COLUMNS + " FROM message WHERE position = ?")) {
            select.setLong(1, position);
            return page.collect(select, 1, position);
          }
        });
    return page.messages().isEmpty() ? null : page.messages().get(0);
  }

  /** Fills a page; returns how far it got. */
  private long read(
      Connection connection,
      @Nullable Collection<TopicFilter> filters,
      long after,
      long upTo,
      PageBuilder page)
      throws SQLException {
    if (filters != null && filters.stream().allMatch(TopicFilter::exact)) {
      Set<String> names =
          filters.stream().map(TopicFilter::pattern).collect(Collectors.toUnmodifiableSet());
      return topics.read(connection, names, after, upTo, page);
    }
    if (filters == null || upTo - after <= WINDOW) {
      return walk(connection, filters, after, Math.min(upTo, after + WINDOW), page);
    }
    long from = beforeNext(connection, after, upTo);
    long end = Math.min(upTo, from + WINDOW);
    long reached = walk(connection, filters, from, Math.min(end, from + GLANCE), page);
    if (page.full() || reached == upTo) {
      return reached;
    }
    Set<String> found = vain.contains(filters) ? null : search(connection, filters);
    return found == null
        ? walk(connection, filters, reached, end, page)
        : topics.read(connection, found, reached, upTo, page);
  }

  /** Returns the position before the next message, because trimming may have left a wide gap. */
  private static long beforeNext(Connection connection, long after, long upTo) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT min(position) FROM message WHERE position > ?")) {
      select.setLong(1, after);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long next = row.getLong(1);
        return row.wasNull() ? upTo : Math.min(upTo, next - 1);
      }
    }
  }

  private @Nullable Set<String> search(Connection connection, Collection<TopicFilter> filters)
      throws SQLException {
    Set<String> found = TopicSearch.find(connection, database.product(), filters);
    if (found == null) {
      vain.add(filters);
    }
    return found;
  }

  /** Looks at each position; returns how far it got. */
  private static long walk(
      Connection connection,
      @Nullable Collection<TopicFilter> filters,
      long after,
      long through,
      PageBuilder page)
      throws SQLException {
    List<String> patterns =
        filters == null ? List.of("%") : filters.stream().map(Reader::like).distinct().toList();
    boolean any = patterns.contains("%") || patterns.size() > CONDITIONS;
    String either = String.join(" OR ", Collections.nCopies(patterns.size(), LIKE));
    String sql =
        "SELECT "
            + MessageRows.COLUMNS
            + " FROM message WHERE position > ? AND position <= ?"
            + (any ? "" : " AND (" + either + ")")
            + " ORDER BY position";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, after);
      select.setLong(2, through);
      if (!any) {
        Rows.set(select, 3, patterns);
      }
      return page.collect(select, Integer.MAX_VALUE, through);
    }
  }

  /**
   * Returns a pattern that all topics are like that the filter matches, and some others: its text
   * before the first wildcard and after the last one.
   */
  private static String like(TopicFilter filter) {
    String pattern = filter.pattern();
    int first = Math.min(place(pattern, '+'), place(pattern, '#'));
    int last = Math.max(pattern.lastIndexOf('+'), pattern.lastIndexOf('#'));
    if (last < 0) {
      return escape(pattern);
    }
    // "a/#" matches "a" as well
    int head = pattern.charAt(first) == '#' && first > 0 ? first - 1 : first;
    return escape(pattern.substring(0, head)) + '%' + escape(pattern.substring(last + 1));
  }

  private static int place(String text, char c) {
    int index = text.indexOf(c);
    return index < 0 ? text.length() : index;
  }

  private static String escape(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
