package io.reddot.transport.mqtt.store;

import io.reddot.audit.AuditRecord;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.LogFields;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Wills of connected clients, and wills of disconnected clients that are not due yet. Each will has
 * a number. It belongs to the node of the connection until the connection ends. A node that is
 * considered {@linkplain ShareStore#gone dead} loses its wills, and they become due.
 *
 * <p>Any node publishes wills that are due. The transaction that appends the message deletes the
 * will, so each will is published at most once, even after a crash.
 *
 * <p>Changes are committed in the order in which they were requested, among themselves and with
 * {@link io.reddot.log.MessageLog#append} and those of the {@link SessionStore}, and fail as an
 * append does. Results are delivered on a thread that must not be blocked. Thread-safe.
 */
public final class WillStore {
  private static final System.Logger LOGGER = System.getLogger(WillStore.class.getName());

  private final Transactions transactions;
  private final InstantSource clock;

  public WillStore(Transactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Decides about the wills of a session's earlier connections, and stores the will of the new one.
   * An earlier will that is not due yet is deleted if the session continues (MQTT-3.1.3-9), and
   * becomes due if the session has ended. The will of a connection that is taken over becomes due,
   * unless it has a delay and the session continues.
   *
   * @param resumed whether the session continues
   * @param will null: the new connection has none
   * @return the will's number; 0: none. Fails with a {@link Problem} (429), with nothing changed,
   *     if the will exceeds the quota of its owner
   */
  public CompletionStage<Long> open(
      String session, boolean resumed, @Nullable Will will, WillBounds bounds) {
    return transactions.change(
        4,
        session.length() + (will == null ? 0 : will.size()),
        transaction -> {
          if (will != null) {
            WillRows.checkRoom(transaction, session, resumed, will, bounds);
          }
          return WillRows.begin(transaction, session, resumed, will);
        });
  }

  /** Whether an earlier connection of the session left a will. */
  public boolean any(String session) {
    return transactions.read(
        sql -> sql.exists("SELECT 1 FROM will WHERE session = ? LIMIT 1", session));
  }

  /**
   * Ends the connection of a will.
   *
   * @param caller the rights with which the will is published
   * @return false if there is no such will, or it is due already
   */
  public CompletionStage<Boolean> left(long number, Instant dueAt, String caller) {
    return transactions.change(
        2,
        caller.length() + 64,
        transaction -> {
          String node = WillRows.node(transaction, number);
          int left =
              transaction
                  .sql()
                  .update(
                      "UPDATE will SET node = '', due_at = ?, caller = ?"
                          + " WHERE number = ? AND due_at IS NULL",
                      dueAt,
                      caller,
                      number);
          if (left > 0 && node != null) {
            NodeRows.leave(transaction, node);
          }
          return left > 0;
        });
  }

  /** Stores the new rights of a connection that continues. */
  public CompletionStage<Boolean> renew(long number, String caller) {
    return transactions.change(
        1,
        caller.length() + 64,
        transaction ->
            transaction.sql().update("UPDATE will SET caller = ? WHERE number = ?", caller, number)
                > 0);
  }

  /** Deletes a will that must not be published. */
  public CompletionStage<Boolean> remove(long number) {
    return transactions.change(
        2,
        64,
        transaction -> {
          String node = WillRows.node(transaction, number);
          int removed = transaction.sql().update("DELETE FROM will WHERE number = ?", number);
          if (removed > 0 && node != null && !node.isEmpty()) {
            NodeRows.leave(transaction, node);
          }
          return removed > 0;
        });
  }

  /**
   * Gives the wills of these connections back to their node, unless they have been published. A
   * node calls this after it was wrongly considered dead.
   */
  public CompletionStage<Boolean> hold(String node, Collection<Long> numbers) {
    List<Long> all = List.copyOf(numbers);
    return transactions.change(
        1 + all.size(),
        16 * all.size(),
        transaction -> {
          Sql sql = transaction.sql();
          int held = 0;
          for (long number : all) {
            held +=
                sql.update(
                    "UPDATE will SET node = ?, due_at = NULL WHERE number = ?", node, number);
          }
          if (held > 0) {
            WillRows.enter(transaction, node);
          }
          return held > 0;
        });
  }

  /** Returns wills that are due, the oldest first; the size of one page is bounded. */
  public List<Due> due(int limit) {
    return transactions.read(sql -> WillRows.due(sql, clock.instant(), limit));
  }

  /** Sets the time of the next attempt to publish a will that is due. */
  public CompletionStage<Boolean> postpone(long number, Instant dueAt) {
    return transactions.change(
        1,
        64,
        transaction ->
            transaction
                    .sql()
                    .update(
                        "UPDATE will SET due_at = ? WHERE number = ? AND due_at IS NOT NULL",
                        dueAt,
                        number)
                > 0);
  }

  /**
   * Appends the message of a will that is due and deletes the will, in one transaction. A message
   * whose id is taken is dropped.
   *
   * @return false, with nothing changed, if another node has published the will
   */
  public CompletionStage<Boolean> publish(long number, Draft draft) {
    return publish(number, draft, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction, unless nothing was appended. */
  public CompletionStage<Boolean> publish(long number, Draft draft, AuditRecord audit) {
    return transactions.change(
        List.of(draft), audit.after(transaction -> publish(transaction, number, draft)));
  }

  private static boolean publish(Transaction transaction, long number, Draft draft)
      throws SQLException {
    int claimed =
        transaction
            .sql()
            .update("DELETE FROM will WHERE number = ? AND due_at IS NOT NULL", number);
    if (claimed == 0) {
      return false;
    }
    try {
      transaction.appendAccepted(Submission.now(draft));
    } catch (Problem taken) {
      // The client is gone and cannot be told. If the will stayed, it would be retried forever.
      CallerLog.SHARED.log(
          LOGGER,
          Level.INFO,
          "dropped a will",
          String.valueOf(draft.sender()),
          taken.detail(),
          LogFields.user(draft.sender()).message(draft.id()),
          null);
    }
    return true;
  }

  /**
   * A will as its client sent it.
   *
   * @param node the node of the connection
   * @param owner the user whose quota it counts against
   * @param caller text with the rights that are checked when the will is published
   * @param address the client's network address
   * @param delay the time from the end of the connection to publication
   * @param lifetime the time from publication to expiry; null: the message does not expire
   */
  public record Will(
      String node,
      String owner,
      String caller,
      String address,
      Duration delay,
      @Nullable Duration lifetime,
      Draft draft) {
    /** Returns the size that counts against the quota, in characters. */
    public int size() {
      return draft.size() + caller.length();
    }
  }

  /** A will that is due. */
  public record Due(
      long number, String caller, String address, @Nullable Duration lifetime, Draft draft) {}
}
