package io.reddot.log.jdbc;

import io.reddot.log.Transactions;
import io.reddot.message.Draft;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Hands the changes and reads of features to the group commit and the database. Thread-safe. */
final class JdbcTransactions implements Transactions {
  private final Database database;
  private final GroupCommit commits;

  JdbcTransactions(Database database, GroupCommit commits) {
    this.database = database;
    this.commits = commits;
  }

  @Override
  public <T> CompletionStage<T> change(List<Draft> drafts, Change<T> change) {
    return commits.change(drafts, change::in);
  }

  @Override
  public <T> CompletionStage<T> change(int rows, int size, Change<T> change) {
    return commits.change(rows, size, change::in);
  }

  @Override
  public <T> T read(Query<T> query) {
    return database.query(query);
  }

  @Override
  public <T> T readSnapshot(Query<T> query) {
    return database.querySnapshot(query);
  }
}
