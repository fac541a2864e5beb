package io.reddot.publish;

import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.config.Storage;
import io.reddot.log.IdSearch;
import io.reddot.log.Known;
import io.reddot.log.Projection;
import io.reddot.log.Transaction;
import io.reddot.message.Draft;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Puts the ids of scheduled messages and of messages in the log into one namespace, and holds back
 * the messages that revoked callers have scheduled. Thread-safe.
 *
 * <p>The migrations of its table stay with the log, because a released migration changes the tables
 * of both.
 */
@SingleInstance
public class ScheduleProjection implements Projection {
  private static final int ROWS_AT_ONCE = 2_000;

  private final Duration keepHeld;

  @Inject
  public ScheduleProjection(Settings settings) {
    this(settings.get(Storage.RETENTION));
  }

  /**
   * @param keepHeld how long a message that is held back is kept after its time
   */
  public ScheduleProjection(Duration keepHeld) {
    this.keepHeld = keepHeld;
  }

  @Override
  public void lookUp(Transaction transaction, Collection<Draft> drafts) throws SQLException {
    if (!transaction.sql().exists("SELECT 1 FROM scheduled LIMIT 1")) {
      return;
    }
    IdSearch.find(
            transaction.sql(),
            drafts.stream().map(Known.Key::of).toList(),
            "SELECT "
                + ScheduledRows.COLUMNS
                + " FROM wanted CROSS JOIN scheduled"
                + " WHERE scheduled.id = own_id AND scheduled.sender = publisher",
            ScheduledRows::waiting)
        .forEach(one -> transaction.know(Known.scheduled(one.draft(), one.sendAt())));
  }

  @Override
  public int holdBack(Transaction transaction, SystemEvent revocation) throws SQLException {
    if (revocation instanceof TokenRevoked revoked) {
      return hold(transaction, "token", revoked.tokenId());
    }
    return revocation instanceof UserDisconnected disconnected
        ? hold(transaction, "sender", disconnected.user())
        : 0;
  }

  private static int hold(Transaction transaction, String column, String name) throws SQLException {
    return transaction
        .sql()
        .update("UPDATE scheduled SET held = 1 WHERE held = 0 AND " + column + " = ?", name);
  }

  /**
   * Deletes messages that are still held back a while after their time, because nobody released
   * them.
   */
  @Override
  public List<Sweep> sweeps() {
    return List.of(
        new Sweep(
            ROWS_AT_ONCE,
            (transaction, most) ->
                transaction
                    .sql()
                    .update(
                        "DELETE FROM scheduled WHERE (sender, id) IN (SELECT sender, id FROM"
                            + " scheduled WHERE held = 1 AND send_at < ?"
                            + " ORDER BY send_at LIMIT ?)",
                        transaction.now().minus(keepHeld),
                        most)));
  }
}
