package io.reddot.log.jdbc;

import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.message.TopicFilters;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the messages of one page, within its bounds. Not thread-safe. */
final class PageBuilder {
  private final String log;
  private final @Nullable TopicFilters wanted;
  private final Instant now;
  private final int limit;
  private final List<Message> messages = new ArrayList<>();
  private long size;

  /**
   * @param log the name of the log
   * @param filters null: all topics
   * @param limit the largest number of messages
   */
  PageBuilder(String log, @Nullable Collection<TopicFilter> filters, Instant now, int limit) {
    this.log = log;
    this.wanted = filters == null ? null : new TopicFilters(filters);
    this.now = now;
    this.limit = limit;
  }

  List<Message> messages() {
    return messages;
  }

  boolean full() {
    return messages.size() >= limit || size >= MessageRows.PAGE_SIZE;
  }

  /** Returns the number of messages that it still takes. */
  int room() {
    return limit - messages.size();
  }

  /**
   * Adds the wanted messages from a query in the order of positions.
   *
   * @param most the number of rows at which the query ends, although there may be more
   * @param through the position up to which the query looks
   * @return how far it got: to {@code through}, or to the row at which a bound stopped it
   */
  long collect(PreparedStatement select, int most, long through) throws SQLException {
    select.setFetchSize(Sql.FETCH_SIZE);
    int rows = 0;
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        Message message = MessageRows.message(found, log);
        rows++;
        if (!message.expired(now) && (wanted == null || wanted.matches(message.topic()))) {
          messages.add(message);
          size += message.size();
        }
        if (rows == most || full()) {
          return message.position();
        }
      }
    }
    return through;
  }
}
