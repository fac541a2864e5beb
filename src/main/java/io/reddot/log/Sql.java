package io.reddot.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection, with values in the order of their placeholders. Values are
 * strings, integers, booleans (1 or 0), enum constants (their names), times (milliseconds since
 * 1970) and null. Callers with the same SQL share a prepared statement until this object is closed.
 * Not thread-safe, like its connection.
 */
public final class Sql implements AutoCloseable {
  /** Bounds the rows of a round trip, because a message may have a megabyte. */
  public static final int FETCH_SIZE = 32;

  /** The latest time that can be stored. */
  private static final Instant END_OF_TIME = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  public Sql(Connection connection) {
    this.connection = connection;
  }

  /** Maps a row to a value. */
  public interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /** Handles a row. */
  public interface RowConsumer {
    /**
     * @return whether to go on with the next row
     */
    boolean accept(ResultSet row) throws SQLException;
  }

  /** Returns the connection, for statements that have no method here. */
  public Connection connection() {
    return connection;
  }

  /** Returns the prepared statement for an SQL text; {@link #close} closes it. */
  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** Runs an INSERT, UPDATE or DELETE and returns the number of rows. */
  public int update(String sql, @Nullable Object... values) throws SQLException {
    return prepare(sql, values).executeUpdate();
  }

  /** Runs an INSERT, UPDATE or DELETE for each of {@code all}. */
  public <T> void batch(String sql, Collection<T> all, Function<T, @Nullable Object[]> values)
      throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    PreparedStatement statement = prepare(sql);
    for (T one : all) {
      set(statement, values.apply(one));
      statement.addBatch();
    }
    statement.executeBatch();
  }

  /** Returns a value for each row. */
  public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (ResultSet rows = prepare(sql, values).executeQuery()) {
      while (rows.next()) {
        all.add(mapper.map(rows));
      }
    }
    return all;
  }

  /** Returns a value of the first row; null if there is none. */
  public <T> @Nullable T first(String sql, RowMapper<T> mapper, @Nullable Object... values)
      throws SQLException {
    try (ResultSet row = prepare(sql, values).executeQuery()) {
      return row.next() ? mapper.map(row) : null;
    }
  }

  /** Whether the query finds a row. */
  public boolean exists(String sql, @Nullable Object... values) throws SQLException {
    return first(sql, row -> true, values) != null;
  }

  /** Returns the number in the first row; 0 if there is none. */
  public long number(String sql, @Nullable Object... values) throws SQLException {
    Long number = first(sql, row -> row.getLong(1), values);
    return number == null ? 0 : number;
  }

  /** Reads rows one after another, a few in memory at a time, until the consumer wants no more. */
  public void each(String sql, RowConsumer consumer, @Nullable Object... values)
      throws SQLException {
    PreparedStatement select = prepare(sql, values);
    select.setFetchSize(FETCH_SIZE);
    try (ResultSet rows = select.executeQuery()) {
      boolean more = true;
      while (more && rows.next()) {
        more = consumer.accept(rows);
      }
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object[] values) throws SQLException {
    PreparedStatement statement = prepare(sql);
    set(statement, values);
    return statement;
  }

  private static void set(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      set(statement, i + 1, values[i]);
    }
  }

  private static void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.NULL);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof Long || value instanceof Integer) {
      statement.setLong(index, ((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      statement.setLong(index, flag ? 1 : 0);
    } else if (value instanceof Instant time) {
      statement.setLong(index, millis(time));
    } else if (value instanceof Enum<?> constant) {
      statement.setString(index, constant.name());
    } else {
      throw new IllegalArgumentException(
          "cannot store a parameter of type " + value.getClass().getName());
    }
  }

  /**
   * Returns a time in milliseconds; a time that is too late to be represented becomes the latest
   * one.
   */
  public static long millis(Instant time) {
    return time.isAfter(END_OF_TIME) ? Long.MAX_VALUE : time.toEpochMilli();
  }

  /** Reads a time; null if the column is null. */
  public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  /** Returns placeholders for values in parentheses: {@code (?,?,?)}. */
  public static String placeholders(int count) {
    return "(" + "?,".repeat(count - 1) + "?)";
  }

  /** Closes the statements, not the connection. */
  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
