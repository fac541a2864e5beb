package io.reddot.log.jdbc;

import io.reddot.message.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the topics of the log that filters with wildcards match, by leaps through the index of
 * topics: from a topic to the next one, or over all topics that share a level. So {@code +/x} costs
 * two leaps for each first level in the log, however many messages or topics are below it.
 *
 * <p>Callers choose the topics of the log and the filters, therefore a search gives up after
 * {@value #LEAPS} leaps, {@value #TOPICS} topics or {@value #SIZE} characters. Not thread-safe: one
 * search in one transaction.
 */
final class TopicSearch {
  /** The largest number of leaps; each costs about 2 µs on SQLite and 5 µs on PostgreSQL. */
  static final int LEAPS = 20_000;

  /** The largest number of topics in the result; a page has a seek for each of them. */
  static final int TOPICS = 500;

  /** The largest number of characters of topics that a search holds. */
  static final int SIZE = 2 << 20;

  /** The largest number of topics or prefixes in one statement. */
  private static final int AT_ONCE = 100;

  private static final int FETCH_SIZE = 1_000;

  /** No topic contains it, and it precedes every character of a topic. */
  private static final String LEAST = "'\u0001'";

  private final Connection connection;
  private final Product product;
  private final Set<String> found = new LinkedHashSet<>();
  private int leaps;
  private long size;
  private boolean gaveUp;

  /**
   * A topic below a prefix.
   *
   * @param slash the index of the slash after the level that follows the prefix; -1: none
   */
  private record Found(String topic, int slash) {
    /** Whether the topic has no further level after the one that follows the prefix. */
    boolean leaf() {
      return slash < 0;
    }

    /** Returns the prefix of all topics that share the level which follows this one's prefix. */
    String child() {
      return topic.substring(0, slash + 1);
    }
  }

  private TopicSearch(Connection connection, Product product) {
    this.connection = connection;
    this.product = product;
  }

  /**
   * Returns the topics in the log that any of {@code filters} matches; null if the search gave up.
   * Filters without wildcards are returned as they are.
   */
  static @Nullable Set<String> find(
      Connection connection, Product product, Collection<TopicFilter> filters) throws SQLException {
    TopicSearch search = new TopicSearch(connection, product);
    for (TopicFilter filter : filters) {
      if (filter.exact()) {
        search.found.add(filter.pattern());
      } else {
        search.expand(filter.levels());
      }
      if (search.gaveUp || search.found.size() > TOPICS) {
        return null;
      }
    }
    return search.found;
  }

  /** Counts what was done; gives up if that is too much. */
  private void count(int moreLeaps, int characters) {
    leaps += moreLeaps;
    size += characters;
    gaveUp |= leaps > LEAPS || size > SIZE;
  }

  /** Goes from wildcard to wildcard, with all prefixes in the log that match the levels so far. */
  private void expand(List<String> levels) throws SQLException {
    List<String> prefixes = List.of("");
    StringBuilder literal = new StringBuilder(); // the levels since the last wildcard
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (level.equals("#")) {
        present(prefixes, literal); // "a/#" matches "a" as well
        below(prefixes, literal, false, TOPICS).forEach(one -> found.add(one.topic));
        return;
      }
      if (level.equals("+")) {
        List<Found> children = below(prefixes, literal, true, LEAPS);
        if (i + 1 == levels.size() || levels.get(i + 1).equals("#")) {
          children.stream().filter(Found::leaf).forEach(one -> found.add(one.topic));
        }
        prefixes = children.stream().filter(one -> !one.leaf()).map(Found::child).toList();
        literal.setLength(0);
      } else {
        literal.append(level).append('/');
      }
    }
    present(prefixes, literal);
  }

  /** Finds the topics that consist of a prefix and the literal levels. */
  private void present(List<String> prefixes, CharSequence literal) throws SQLException {
    if (literal.isEmpty()) {
      return; // the last level was a wildcard
    }
    String end = literal.subSequence(0, literal.length() - 1).toString();
    for (int from = 0; from < prefixes.size() && !gaveUp; from += AT_ONCE) {
      List<String> some = prefixes.subList(from, Math.min(prefixes.size(), from + AT_ONCE));
      count(some.size(), 0);
      String sql =
          "WITH wanted (name) AS (VALUES "
              + String.join(", ", Collections.nCopies(some.size(), "(CAST(? AS TEXT))"))
              + ") SELECT name FROM wanted WHERE (SELECT position FROM message WHERE "
              + product.topic()
              + " = wanted.name LIMIT 1) IS NOT NULL";
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        Rows.set(select, 1, some.stream().map(prefix -> prefix + end).toList());
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(rows.getString(1));
          }
        }
      }
    }
  }

  /**
   * Returns topics that begin with a prefix and the literal levels.
   *
   * @param oneOfEachChild whether one is enough of those that share the next level and have more
   * @param most the number of topics beyond which it gives up
   */
  private List<Found> below(
      List<String> prefixes, CharSequence literal, boolean oneOfEachChild, int most)
      throws SQLException {
    List<Found> below = new ArrayList<>();
    for (int from = 0; from < prefixes.size() && !gaveUp; from += AT_ONCE) {
      List<String> some =
          prefixes.subList(from, Math.min(prefixes.size(), from + AT_ONCE)).stream()
              .map(prefix -> prefix + literal)
              .toList();
      count(some.size(), 0);
      try (PreparedStatement select =
          connection.prepareStatement(leaps(some.size(), oneOfEachChild))) {
        int next = 1;
        for (String prefix : some) {
          select.setString(next++, prefix);
          select.setString(next++, end(prefix));
        }
        select.setInt(next, Math.min(most, LEAPS - leaps) + 1);
        select.setFetchSize(FETCH_SIZE);
        collect(select, most, below);
      }
    }
    return below;
  }

  private void collect(PreparedStatement select, int most, List<Found> to) throws SQLException {
    int all = 0;
    try (ResultSet rows = select.executeQuery()) {
      while (!gaveUp && rows.next()) {
        String prefix = rows.getString(1);
        String topic = rows.getString(2);
        count(1, topic.length());
        all++;
        if (!prefix.isEmpty() || !topic.startsWith("$")) {
          to.add(new Found(topic, topic.indexOf('/', prefix.length())));
        }
      }
    }
    gaveUp |= all > most || to.size() > most; // the query ends there, with a part of them
  }

  /** Returns the first text after all that begin with a prefix; empty: there is none. */
  private static String end(String prefix) {
    return prefix.isEmpty()
        ? ""
        : prefix.substring(0, prefix.length() - 1) + '0'; // it follows the slash
  }

  /**
   * Each step of the recursion seeks the first topic from some text on. The reserved topics are
   * leapt over at the first level, where no wildcard matches them.
   */
  private String leaps(int prefixes, boolean oneOfEachChild) {
    String slash = product.placeOf("substr(found.topic, length(found.prefix) + 1)", "'/'");
    String next = "found.topic || " + LEAST;
    if (oneOfEachChild) {
      next =
          "CASE WHEN %1$s = 0 THEN %2$s".formatted(slash, next)
              + " ELSE substr(found.topic, 1, length(found.prefix) + %s - 1) || '0' END"
                  .formatted(slash);
    }
    String inRange = product.bytewise("found.topic") + " < found.until";
    String more = "found.topic IS NOT NULL AND (found.until = '' OR " + inRange + ")";
    return ("WITH RECURSIVE begun (prefix, until) AS (VALUES %s),"
            + " found (prefix, until, topic) AS (SELECT prefix, until, %s FROM begun"
            + " UNION ALL SELECT prefix, until, %s FROM found WHERE %s)"
            + " SELECT prefix, topic FROM found WHERE %4$s LIMIT ?")
        .formatted(
            String.join(", ", Collections.nCopies(prefixes, "(CAST(? AS TEXT), CAST(? AS TEXT))")),
            firstFrom("begun.prefix"),
            firstFrom(
                "CASE WHEN found.prefix = '' AND substr(found.topic, 1, 1) = '$' THEN '%' ELSE "
                    + next
                    + " END"),
            more);
  }

  private String firstFrom(String text) {
    return "(SELECT topic FROM message WHERE %1$s >= %2$s ORDER BY %1$s LIMIT 1)"
        .formatted(product.topic(), text);
  }
}
