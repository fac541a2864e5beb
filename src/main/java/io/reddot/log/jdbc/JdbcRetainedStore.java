package io.reddot.log.jdbc;

import io.reddot.log.RetainedStore;
import io.reddot.log.Sql;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists and removes retained messages in the log's tables. Thread-safe. */
final class JdbcRetainedStore implements RetainedStore {
  /** The largest number of topics that a page reads, whether its filter matches them or not. */
  private static final int WALKED = 10_000;

  private final Database database;
  private final GroupCommit commits;

  JdbcRetainedStore(Database database, GroupCommit commits) {
    this.database = database;
    this.commits = commits;
  }

  @Override
  public Page list(@Nullable String owner, TopicFilter filter, String after, int limit) {
    return database.read(connection -> list(connection, owner, filter, after, limit));
  }

  private static Page list(
      Connection connection, @Nullable String owner, TopicFilter filter, String after, int limit)
      throws SQLException {
    List<Retained> page = new ArrayList<>();
    String last = after;
    int walked = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT topic, owner, position, size FROM retained WHERE topic > ?"
                + (owner == null ? "" : " AND owner = ?")
                + " ORDER BY topic LIMIT "
                + WALKED)) {
      select.setFetchSize(Sql.FETCH_SIZE);
      select.setString(1, after);
      if (owner != null) {
        select.setString(2, owner);
      }
      try (ResultSet rows = select.executeQuery()) {
        while (page.size() < limit && rows.next()) {
          walked++;
          last = rows.getString(1);
          if (filter.matches(new Topic(last))) {
            page.add(new Retained(last, rows.getString(2), rows.getLong(3), rows.getLong(4)));
          }
        }
      }
    }
    boolean more = page.size() == limit || walked == WALKED;
    return new Page(page, more ? last : null);
  }

  @Override
  public CompletionStage<Integer> forget(@Nullable String owner, Collection<String> topics) {
    List<String> all = List.copyOf(topics);
    int size = all.stream().mapToInt(String::length).sum();
    return commits.change(
        2 * all.size(), size, transaction -> RetainedTopics.forget(transaction, owner, all));
  }
}
