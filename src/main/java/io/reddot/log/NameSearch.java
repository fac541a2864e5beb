package io.reddot.log;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Searches a column for distinct names, by leaps through its index from a name to the next one. The
 * cost depends on the number of names in the result, not on the number of rows that have them.
 * Prefixes are compared, not matched as patterns, so {@code %} and {@code _} are ordinary
 * characters. Stateless.
 */
public final class NameSearch {
  /** Orders names as the databases do, by their UTF-8 bytes. */
  public static final Comparator<String> BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private NameSearch() {}

  /**
   * Returns names that begin with a prefix, in the order of their UTF-8 bytes.
   *
   * @param column a column of the table, in the order of bytes, with an index that begins with it
   * @param after only names after this one; empty: from the first
   */
  public static List<String> find(
      Sql sql, String table, String column, String prefix, String after, int limit)
      throws SQLException {
    return find(sql, table, column, column, prefix, after, name -> name.startsWith(prefix), limit);
  }

  /**
   * As above, as long as names have a property.
   *
   * @param ordered the column with its collation, as in the index
   * @param from only names from this one on
   */
  public static List<String> find(
      Sql sql,
      String table,
      String column,
      String ordered,
      String from,
      String after,
      Predicate<String> asLongAs,
      int limit)
      throws SQLException {
    List<String> names = new ArrayList<>();
    sql.each(
        sql(table, column, ordered),
        row -> {
          String name = row.getString(1);
          if (!asLongAs.test(name)) {
            return false;
          }
          names.add(name);
          return true;
        },
        after,
        from,
        limit);
    return names;
  }

  /** Returns the query; its parameters are {@code after}, {@code from} and {@code limit}. */
  public static String sql(String table, String column, String ordered) {
    String next =
        "(SELECT %1$s FROM %2$s WHERE %3$s > %%s ORDER BY %3$s LIMIT 1)"
            .formatted(column, table, ordered);
    return "WITH RECURSIVE found (name) AS (SELECT "
        + next.formatted("? AND " + ordered + " >= ?")
        + " UNION ALL SELECT "
        + next.formatted("found.name")
        + " FROM found WHERE found.name IS NOT NULL)"
        + " SELECT name FROM found WHERE name IS NOT NULL LIMIT ?";
  }
}
