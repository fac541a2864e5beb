package io.reddot.log.jdbc;

import io.reddot.log.Sql;
import io.reddot.message.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts rows of the log's tables to values and back. Stateless. */
final class Rows {
  private Rows() {}

  /** The single row of {@code log}. */
  record Head(String name, long position, long trimmedTo, long counter) {
    private static final String COLUMNS = "name, head, trimmed_to, counter";

    /** Locks the row and reads it: until the transaction ends, no other transaction writes. */
    static Head take(Connection connection) throws SQLException {
      return select(connection, "UPDATE log SET head = head RETURNING " + COLUMNS);
    }

    static Head read(Connection connection) throws SQLException {
      return select(connection, "SELECT " + COLUMNS + " FROM log");
    }

    private static Head select(Connection connection, String sql) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(sql);
          ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the table 'log' has lost its only row; restore the database");
        }
        return new Head(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4));
      }
    }
  }

  static void set(PreparedStatement insert, Message message) throws SQLException {
    insert.setLong(1, message.position());
    insert.setString(2, message.id());
    insert.setString(3, message.topic().name());
    insert.setString(4, message.event());
    insert.setLong(5, message.at().toEpochMilli());
    insert.setString(6, message.data());
    insert.setString(7, message.encoding().name());
    setInstant(insert, 8, message.expiresAt());
    insert.setLong(9, message.retain() ? 1 : 0);
    insert.setString(10, message.sender());
    insert.setString(11, message.properties());
  }

  static void setInstant(PreparedStatement statement, int index, @Nullable Instant instant)
      throws SQLException {
    setLong(statement, index, instant == null ? null : Sql.millis(instant));
  }

  static void setLong(PreparedStatement statement, int index, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.BIGINT);
    } else {
      statement.setLong(index, value);
    }
  }

  /** Sets parameters from {@code index} on. */
  static void set(PreparedStatement statement, int index, List<String> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setString(index + i, values.get(i));
    }
  }
}
