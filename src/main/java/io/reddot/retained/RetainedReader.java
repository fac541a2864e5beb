package io.reddot.retained;

import io.reddot.hub.RetainedMessages;
import io.reddot.log.MessageLog;
import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.log.Transactions;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads retained messages in the order of topics. Filters become spans of topics that do not
 * overlap; within a span, only the index is walked until a topic matches. Thread-safe.
 */
public final class RetainedReader implements RetainedMessages {
  static final int TOPICS_AT_ONCE = 500;

  /** The order of topics in the databases: by UTF-8 bytes. */
  private static final Comparator<String> BYTEWISE =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final String log;
  private final Transactions transactions;
  private final InstantSource clock;

  public RetainedReader(MessageLog log, InstantSource clock) {
    this.log = log.name();
    this.transactions = log.transactions();
    this.clock = clock;
  }

  @Override
  public List<Message> read(Collection<TopicFilter> filters, String after, int limit) {
    if (filters.isEmpty() || limit <= 0) {
      return List.of();
    }
    return transactions.read(sql -> new Page(sql, filters, after, limit).read());
  }

  /**
   * A span in which matches may be: one topic, or all that begin with {@code start}, which is empty
   * or ends with a slash. Therefore, of two spans, one contains the other, or they do not overlap.
   */
  private record Span(String start, boolean exact) {
    /** Orders wide spans before those that they contain. */
    static final Comparator<Span> ORDER =
        Comparator.comparing(Span::start, BYTEWISE).thenComparing(Span::exact);

    static List<Span> of(Collection<TopicFilter> filters) {
      TreeSet<Span> all = new TreeSet<>(ORDER);
      for (TopicFilter filter : filters) {
        String pattern = filter.pattern();
        int wildcard = filter.exact() ? -1 : firstWildcard(pattern);
        all.add(
            new Span(filter.exact() ? pattern : pattern.substring(0, wildcard), filter.exact()));
        if (wildcard > 0 && pattern.charAt(wildcard) == '#') {
          all.add(new Span(pattern.substring(0, wildcard - 1), true)); // "a/#" matches "a" as well
        }
      }
      List<Span> apart = new ArrayList<>();
      Span wide = null;
      for (Span span : all) {
        if (wide == null || !span.start.startsWith(wide.start)) {
          apart.add(span);
          wide = span.exact ? wide : span;
        }
      }
      return apart;
    }

    private static int firstWildcard(String pattern) {
      int plus = pattern.indexOf('+');
      return plus >= 0 ? plus : pattern.indexOf('#');
    }

    /**
     * Returns a bound above all topics that begin with {@code start}, because '0' follows '/'; null
     * if there is none.
     */
    @Nullable String end() {
      return start.isEmpty() ? null : start.substring(0, start.length() - 1) + '0';
    }
  }

  /** The work of one call. */
  private final class Page {
    private final Sql sql;
    private final Collection<TopicFilter> filters;
    private final String after;
    private final int limit;
    private final Instant now = clock.instant();
    private final List<Message> messages = new ArrayList<>();
    private long size;

    Page(Sql sql, Collection<TopicFilter> filters, String after, int limit) {
      this.sql = sql;
      this.filters = filters;
      this.after = after;
      this.limit = limit;
    }

    List<Message> read() throws SQLException {
      List<String> exact = new ArrayList<>();
      for (Span span : Span.of(filters)) {
        if (!span.exact || exact.size() == TOPICS_AT_ONCE) {
          fetch(exact);
          exact.clear();
        }
        if (full()) {
          return messages;
        }
        if (!span.exact) {
          walk(span);
        } else if (BYTEWISE.compare(span.start, after) > 0) {
          exact.add(span.start);
        }
      }
      fetch(exact);
      return messages;
    }

    private void walk(Span span) throws SQLException {
      boolean begun = BYTEWISE.compare(after, span.start) >= 0;
      List<String> topics = topics(begun ? ">" : ">=", begun ? after : span.start, span.end());
      while (!topics.isEmpty()) {
        fetch(topics.stream().filter(this::matches).toList());
        if (full() || topics.size() < TOPICS_AT_ONCE) {
          return;
        }
        topics = topics(">", topics.get(topics.size() - 1), span.end());
      }
    }

    private boolean matches(String topic) {
      Topic parsed = new Topic(topic);
      return filters.stream().anyMatch(filter -> filter.matches(parsed));
    }

    private List<String> topics(String from, String start, @Nullable String end)
        throws SQLException {
      String select = "SELECT topic FROM retained WHERE topic " + from + " ?";
      String order = " ORDER BY topic LIMIT " + TOPICS_AT_ONCE;
      return end == null
          ? sql.list(select + order, row -> row.getString(1), start)
          : sql.list(select + " AND topic < ?" + order, row -> row.getString(1), start, end);
    }

    /**
     * Fetches by topic and not by position, so that a topic whose retained message changes
     * meanwhile is not missed.
     */
    private void fetch(List<String> topics) throws SQLException {
      for (int from = 0; from < topics.size() && !full(); ) {
        int to = (int) Math.min(topics.size(), (long) from + limit);
        fetchAll(topics.subList(from, to));
        from = to;
      }
    }

    private void fetchAll(List<String> topics) throws SQLException {
      sql.each(
          "SELECT "
              + MessageRows.COLUMNS
              + " FROM message JOIN (SELECT topic AS of_topic, position AS at_position"
              + " FROM retained WHERE topic IN "
              + Sql.placeholders(topics.size())
              + ") AS kept ON position = at_position ORDER BY of_topic",
          row -> {
            Message message = MessageRows.message(row, log);
            if (!message.expired(now)) {
              messages.add(message);
              size += message.size();
            }
            return !full();
          },
          topics.toArray());
    }

    private boolean full() {
      return messages.size() >= limit || size >= MessageRows.PAGE_SIZE;
    }
  }
}
