package io.reddot.log;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Searches a table for rows that publishers have stored under their ids. Stateless. */
public final class IdSearch {
  /** The largest number of keys in one query, because databases bound its parameters. */
  private static final int IDS_A_QUERY = 500;

  private IdSearch() {}

  /**
   * Searches an index for each key, without reading rows of other publishers.
   *
   * @param query the query, without the leading table {@code wanted (publisher, own_id)} that it
   *     joins
   */
  public static <T> List<T> find(
      Sql sql, Collection<Known.Key> keys, String query, Sql.RowMapper<T> mapper)
      throws SQLException {
    List<Known.Key> all = keys.stream().distinct().toList();
    List<T> found = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IDS_A_QUERY) {
      List<Known.Key> some = all.subList(from, Math.min(all.size(), from + IDS_A_QUERY));
      List<Object> values = new ArrayList<>(2 * some.size());
      some.forEach(key -> Collections.addAll(values, key.publisher(), key.id()));
      found.addAll(sql.list(wanted(some.size()) + query, mapper, values.toArray()));
    }
    return found;
  }

  private static String wanted(int keys) {
    return "WITH wanted (publisher, own_id) AS (VALUES "
        + String.join(", ", Collections.nCopies(keys, "(CAST(? AS TEXT), CAST(? AS TEXT))"))
        + ") ";
  }
}
