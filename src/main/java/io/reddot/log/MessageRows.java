package io.reddot.log;

import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads messages from the table {@code message}. Stateless. */
public final class MessageRows {
  /** The columns of a message, in the order in which {@link #message} reads them. */
  public static final String COLUMNS =
      "position, id, topic, event, at, data, encoding, expires_at, retain, sender, properties";

  /**
   * Bounds a page of messages, in characters: it ends with the first message that reaches this
   * size.
   */
  public static final int PAGE_SIZE = 1 << 20;

  private MessageRows() {}

  /**
   * Reads rows until they reach the size of a page.
   *
   * @param size returns the size of a value, in characters
   */
  public static <T> List<T> page(
      Sql sql,
      String select,
      Sql.RowMapper<T> mapper,
      ToLongFunction<T> size,
      @Nullable Object... values)
      throws SQLException {
    List<T> page = new ArrayList<>();
    long[] total = new long[1];
    sql.each(
        select,
        row -> {
          T value = mapper.map(row);
          page.add(value);
          total[0] += size.applyAsLong(value);
          return total[0] < PAGE_SIZE;
        },
        values);
    return page;
  }

  /**
   * Reads a message from the first columns of a row.
   *
   * @param log the name of the log
   */
  public static Message message(ResultSet row, String log) throws SQLException {
    return new Message(
        new Cursor(log, row.getLong(1)),
        row.getString(2),
        new Topic(row.getString(3)),
        row.getString(4),
        Instant.ofEpochMilli(row.getLong(5)),
        row.getString(6),
        Encoding.valueOf(row.getString(7)),
        Sql.instant(row, 8),
        row.getLong(9) == 1,
        row.getString(10),
        row.getString(11));
  }
}
