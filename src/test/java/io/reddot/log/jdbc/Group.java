package io.reddot.log.jdbc;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.OneGroup;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.Transactions;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A group commit without a thread: everything that was requested before becomes one group. */
final class Group implements OneGroup {
  private final Database database;
  private final GroupCommit commits;
  final List<Message> committed = new ArrayList<>();

  Group(Database database, HandClock clock) {
    this.database = database;
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 1_000_000);
    this.commits =
        new GroupCommit(database, clock, FullLog.projections(policy, clock), committed::addAll);
  }

  @Override
  public Transactions transactions() {
    return new JdbcTransactions(database, commits);
  }

  @Override
  public CompletionStage<List<Receipt>> append(List<Draft> drafts) {
    return commits.append(drafts);
  }

  @Override
  public void commit() {
    commits.close();
    commits.run();
  }

  @Override
  public void close() {
    database.close();
  }
}
