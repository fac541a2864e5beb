package io.reddot.log.jdbc;

import io.reddot.log.Projection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The rows that projections {@linkplain Projection#spared spare} from retention. Immutable. */
final class Spared {
  /** The tables that list the positions of those rows. */
  private final List<String> tables;

  Spared(List<Projection> projections) {
    this.tables = projections.stream().map(Projection::spared).filter(Objects::nonNull).toList();
  }

  /** Returns a condition on {@code message} that excludes those rows; follows another condition. */
  String excluded() {
    return tables.stream()
        .map(
            table ->
                " AND NOT EXISTS (SELECT 1 FROM "
                    + table
                    + " WHERE "
                    + table
                    + ".position = message.position)")
        .collect(Collectors.joining());
  }

  /**
   * Returns the number of those rows of each sender, after the floor of the log; retention does not
   * count them.
   */
  Map<String, Long> count(Connection connection, Kept.Kind kind) throws SQLException {
    Map<String, Long> spared = new LinkedHashMap<>();
    if (tables.isEmpty()) {
      return spared;
    }
    try (PreparedStatement select = connection.prepareStatement(query())) {
      select.setLong(1, kind.code());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          spared.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return spared;
  }

  /**
   * Returns the query of {@link #count}. CROSS JOIN makes SQLite begin with the spared rows; it
   * would otherwise scan the log.
   */
  String query() {
    return tables.stream()
        .map(table -> "SELECT position FROM " + table)
        .collect(
            Collectors.joining(
                " UNION ",
                "SELECT COALESCE(sender, ''), count(*) FROM (",
                ") AS spared CROSS JOIN message WHERE message.position = spared.position"
                    + " AND spared.position > (SELECT trimmed_to FROM log) AND "
                    + Kept.CONTROL
                    + " = ? GROUP BY 1"));
  }
}
