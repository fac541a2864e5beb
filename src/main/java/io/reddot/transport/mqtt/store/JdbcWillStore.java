package io.reddot.transport.mqtt.store;

import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import java.lang.System.Logger.Level;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Wills beside the log, in its transactions. Thread-safe. */
final class JdbcWillStore implements WillStore {
  private static final System.Logger LOGGER = System.getLogger(JdbcWillStore.class.getName());

  private final Database database;
  private final GroupCommit commits;
  private final InstantSource clock;

  JdbcWillStore(Database database, GroupCommit commits, InstantSource clock) {
    this.database = database;
    this.commits = commits;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Long> open(
      String session, boolean resumed, @Nullable Will will, Bounds bounds) {
    return commits.change(
        4,
        session.length() + (will == null ? 0 : will.size()),
        transaction -> {
          if (will != null) {
            WillRows.checkRoom(transaction, session, resumed, will, bounds);
          }
          return WillRows.begin(transaction, session, resumed, will);
        });
  }

  @Override
  public boolean any(String session) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT 1 FROM will WHERE session = ? LIMIT 1")) {
            select.setString(1, session);
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  @Override
  public CompletionStage<Boolean> left(long number, Instant dueAt, String caller) {
    return commits.change(
        2,
        caller.length() + 64,
        transaction -> {
          String node = WillRows.node(transaction, number);
          PreparedStatement update =
              transaction.statement(
                  "UPDATE will SET node = '', due_at = ?, caller = ?"
                      + " WHERE number = ? AND due_at IS NULL");
          Rows.setInstant(update, 1, dueAt);
          update.setString(2, caller);
          update.setLong(3, number);
          boolean left = update.executeUpdate() > 0;
          if (left && node != null) {
            ShareRows.leave(transaction, node);
          }
          return left;
        });
  }

  @Override
  public CompletionStage<Boolean> renew(long number, String caller) {
    return commits.change(
        1,
        caller.length() + 64,
        transaction -> {
          PreparedStatement update =
              transaction.statement("UPDATE will SET caller = ? WHERE number = ?");
          update.setString(1, caller);
          update.setLong(2, number);
          return update.executeUpdate() > 0;
        });
  }

  @Override
  public CompletionStage<Boolean> remove(long number) {
    return commits.change(
        2,
        64,
        transaction -> {
          String node = WillRows.node(transaction, number);
          PreparedStatement delete = transaction.statement("DELETE FROM will WHERE number = ?");
          delete.setLong(1, number);
          boolean removed = delete.executeUpdate() > 0;
          if (removed && node != null && !node.isEmpty()) {
            ShareRows.leave(transaction, node);
          }
          return removed;
        });
  }

  @Override
  public CompletionStage<Boolean> hold(String node, Collection<Long> numbers) {
    List<Long> all = List.copyOf(numbers);
    return commits.change(
        1 + all.size(),
        16 * all.size(),
        transaction -> {
          PreparedStatement hold =
              transaction.statement("UPDATE will SET node = ?, due_at = NULL WHERE number = ?");
          int held = 0;
          for (long number : all) {
            hold.setString(1, node);
            hold.setLong(2, number);
            held += hold.executeUpdate();
          }
          if (held > 0) {
            WillRows.enter(transaction, node);
          }
          return held > 0;
        });
  }

  @Override
  public List<Due> due(int limit) {
    return database.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(WillRows.selectDue(limit))) {
            Rows.setInstant(select, 1, clock.instant());
            return WillRows.page(select);
          }
        });
  }

  @Override
  public CompletionStage<Boolean> postpone(long number, Instant dueAt) {
    return commits.change(
        1,
        64,
        transaction -> {
          PreparedStatement update =
              transaction.statement(
                  "UPDATE will SET due_at = ? WHERE number = ? AND due_at IS NOT NULL");
          Rows.setInstant(update, 1, dueAt);
          update.setLong(2, number);
          return update.executeUpdate() > 0;
        });
  }

  @Override
  public CompletionStage<Boolean> publish(long number, Draft draft) {
    return commits.change(List.of(draft), transaction -> publish(transaction, number, draft));
  }

  private static boolean publish(Transaction transaction, long number, Draft draft)
      throws SQLException {
    PreparedStatement claim =
        transaction.statement("DELETE FROM will WHERE number = ? AND due_at IS NOT NULL");
    claim.setLong(1, number);
    if (claim.executeUpdate() == 0) {
      return false;
    }
    try {
      transaction.appendAccepted(Submission.now(draft));
    } catch (Problem taken) {
      // Its client is gone and cannot be told; kept, it would be tried for ever.
      CallerLog.SHARED.log(
          LOGGER, Level.INFO, "dropped a will", String.valueOf(draft.sender()), taken.detail());
    }
    return true;
  }
}
