package io.reddot.retained;

import io.reddot.log.Sql;
import io.reddot.log.Transactions;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lists and removes retained messages by owner. Retention spares them, so they stay until somebody
 * removes them. Thread-safe.
 */
public final class RetainedStore {
  /** The largest number of topics that a page reads, whether its filter matches them or not. */
  private static final int WALKED = 10_000;

  private final Transactions transactions;

  public RetainedStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * A topic that has a retained message.
   *
   * @param owner the user who published it; empty: the server itself
   * @param bytes the size that counts against the quotas
   */
  public record Retained(String topic, String owner, long position, long bytes) {}

  /**
   * A page of topics.
   *
   * @param next the topic after which to continue; null: there are no more
   */
  public record Page(List<Retained> retained, @Nullable String next) {}

  /**
   * Lists topics that have a retained message, in the order of topics, including expired messages.
   *
   * @param owner the user whose messages are listed; null: all
   * @param after the last topic of the previous page; empty: from the start
   * @param limit the largest number of topics in a page. A page may hold fewer, or none, without
   *     being the last one
   */
  public Page list(@Nullable String owner, TopicFilter filter, String after, int limit) {
    return transactions.read(sql -> list(sql, owner, filter, after, limit));
  }

  private static Page list(
      Sql sql, @Nullable String owner, TopicFilter filter, String after, int limit)
      throws SQLException {
    List<Retained> page = new ArrayList<>();
    String[] last = {after};
    int[] walked = new int[1];
    List<String> values = owner == null ? List.of(after) : List.of(after, owner);
    sql.each(
        "SELECT topic, owner, position, size FROM retained WHERE topic > ?"
            + (owner == null ? "" : " AND owner = ?")
            + " ORDER BY topic LIMIT "
            + WALKED,
        row -> {
          walked[0]++;
          last[0] = row.getString(1);
          if (filter.matches(new Topic(last[0]))) {
            page.add(new Retained(last[0], row.getString(2), row.getLong(3), row.getLong(4)));
          }
          return page.size() < limit;
        },
        values.toArray());
    boolean more = page.size() == limit || walked[0] == WALKED;
    return new Page(page, more ? last[0] : null);
  }

  /**
   * Removes the retained messages of these topics, as publishing an empty one does, but without
   * telling subscribers. The messages themselves stay in the log as long as others do.
   *
   * @param owner the user whose messages are removed; null: all
   * @return the number of removed messages
   */
  public CompletionStage<Integer> forget(@Nullable String owner, Collection<String> topics) {
    List<String> all = List.copyOf(topics);
    int size = all.stream().mapToInt(String::length).sum();
    return transactions.change(
        2 * all.size(), size, transaction -> RetainedTopics.forget(transaction, owner, all));
  }
}
