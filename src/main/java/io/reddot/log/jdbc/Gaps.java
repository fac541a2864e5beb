package io.reddot.log.jdbc;

import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers which topics have lost messages after the floor, so that only readers that may lack one
 * are told {@code recovered:false}. There are at most {@value #MOST} rows. Beyond that, siblings
 * are merged into one wildcard, which tells more readers than necessary but never fewer. Stateless.
 */
final class Gaps {
  static final int MOST = 1_000;

  private static final int LARGE_FAMILY = 10;

  private Gaps() {}

  /** Whether a reader after this position may lack a message that its filters match. */
  static boolean reach(Connection connection, Collection<TopicFilter> filters, long after)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT filter FROM gap WHERE position > ?")) {
      select.setLong(1, after);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          TopicFilter gap = new TopicFilter(rows.getString(1));
          if (filters.stream().anyMatch(filter -> filter.overlaps(gap))) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /**
   * Notes that topics have lost messages.
   *
   * @param lost the last position that each topic has lost
   */
  static void add(GroupTransaction transaction, Map<String, Long> lost) throws SQLException {
    Map<String, Long> gaps = new HashMap<>();
    lost.forEach((topic, position) -> gaps.merge(pattern(topic), position, Math::max));
    put(transaction, gaps);
    Map<String, Long> all = all(transaction);
    if (all.size() > MOST) {
      merge(all);
      transaction.sql().prepare("DELETE FROM gap").executeUpdate();
      put(transaction, all);
    }
  }

  /**
   * Returns the pattern that is stored for a topic. The server's own topics are not distinguished
   * below their first level.
   */
  private static String pattern(String topic) {
    return new Topic(topic).reserved() ? new Topic(topic).levels().get(0) + "/#" : topic;
  }

  private static Map<String, Long> all(GroupTransaction transaction) throws SQLException {
    Map<String, Long> all = new HashMap<>();
    try (ResultSet rows =
        transaction.sql().prepare("SELECT filter, position FROM gap").executeQuery()) {
      while (rows.next()) {
        all.put(rows.getString(1), rows.getLong(2));
      }
    }
    return all;
  }

  private static void put(GroupTransaction transaction, Map<String, Long> gaps)
      throws SQLException {
    PreparedStatement put =
        transaction
            .sql()
            .prepare(
                "INSERT INTO gap (filter, position) VALUES (?,?) ON CONFLICT (filter) DO UPDATE SET"
                    + " position = CASE WHEN gap.position > excluded.position THEN gap.position"
                    + " ELSE excluded.position END");
    for (Map.Entry<String, Long> gap : gaps.entrySet()) {
      put.setString(1, gap.getKey());
      put.setLong(2, gap.getValue());
      put.addBatch();
    }
    put.executeBatch();
  }

  /**
   * Merges siblings until half of the rows are free: large families first, and deep ones before
   * their parents.
   */
  static void merge(Map<String, Long> gaps) {
    int deepest = gaps.keySet().stream().mapToInt(Gaps::depth).max().orElse(0);
    for (int least : new int[] {LARGE_FAMILY, 1}) {
      for (int depth = deepest; depth >= 0; depth--) {
        mergeAt(depth, least, gaps);
      }
    }
  }

  private static void mergeAt(int depth, int least, Map<String, Long> gaps) {
    Map<String, List<String>> families = new HashMap<>();
    for (String gap : gaps.keySet()) {
      if (depth(gap) == depth && !parent(gap).equals(gap)) {
        families.computeIfAbsent(parent(gap), parent -> new ArrayList<>()).add(gap);
      }
    }
    List<Map.Entry<String, List<String>>> largestFirst = new ArrayList<>(families.entrySet());
    largestFirst.sort(Comparator.comparingInt(family -> -family.getValue().size()));
    for (Map.Entry<String, List<String>> family : largestFirst) {
      if (gaps.size() <= MOST / 2 || family.getValue().size() < least) {
        return;
      }
      for (String child : family.getValue()) {
        Long position = gaps.remove(child);
        gaps.merge(family.getKey(), position, Math::max);
      }
    }
  }

  /** Returns the number of levels above the last one that is not a wildcard. */
  private static int depth(String gap) {
    return Math.toIntExact(name(gap).chars().filter(c -> c == '/').count());
  }

  private static String name(String gap) {
    return gap.endsWith("/#") ? gap.substring(0, gap.length() - 2) : gap;
  }

  /** Returns the wildcard that covers a gap and its siblings. */
  private static String parent(String gap) {
    String name = name(gap);
    int slash = name.lastIndexOf('/');
    if (slash >= 0) {
      return name.substring(0, slash) + "/#";
    }
    return name.startsWith("$") ? gap : "#";
  }
}
