package io.reddot.inbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.log.Projection;
import io.reddot.log.Transaction;
import io.reddot.message.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the tables of inboxes consistent with the log: which messages they hold, and which marks
 * still cover a message. Each deletion that may change an unread count appends an event, so that
 * all nodes count at the same position of the log. Thread-safe.
 *
 * <p>The first migrations of its tables stay with the log, because a released migration changes the
 * tables of both.
 */
@ApplicationScoped
public class InboxProjection implements Projection {
  private static final int ROWS_AT_ONCE = 2_000;

  /**
   * Bounds the expired messages in one transaction: each is a row to delete, and may add a topic to
   * the event.
   */
  private static final int ITEMS_AT_ONCE = 500;

  /** Bounds the deletions of marks in one transaction. */
  private static final int TOPICS_AT_ONCE = 100;

  /**
   * Bounds the topics in memory between two sweeps. A topic beyond the bound keeps its obsolete
   * marks until it loses messages again.
   */
  private static final int MAX_TOPICS = 100_000;

  /**
   * Finds an expired message. The order makes PostgreSQL use the index: without it, a generic plan
   * expects a third of the table to match, and scans it each second.
   */
  public static final String DUE =
      "SELECT 1 FROM inbox_item WHERE expires_at <= ? ORDER BY expires_at LIMIT 1";

  /** As {@link #DUE}, among the messages that newer ones replace. */
  private static final String COLLAPSED_DUE =
      "SELECT 1 FROM inbox_collapsed WHERE expires_at <= ? ORDER BY expires_at LIMIT 1";

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** Inbox topics that have lost messages since the last sweep, and whose marks may be obsolete. */
  @GuardedBy("lock")
  private Set<String> trimmed = new HashSet<>();

  public InboxProjection() {
    this(InstantSource.system());
  }

  /**
   * @param clock decides when to look for expired messages; transactions have their own time
   */
  public InboxProjection(InstantSource clock) {
    this.clock = clock;
    InboxMetrics.load(); // the log is opened with this at the start
  }

  @Override
  public String migrations() {
    return "io/reddot/inbox/migration";
  }

  @Override
  public void appended(Transaction transaction, List<Message> messages) throws SQLException {
    InboxItems.add(transaction, messages);
  }

  @Override
  public void recalled(Transaction transaction, Message message) throws SQLException {
    InboxItems.remove(transaction, message);
  }

  @Override
  public void trimming(Transaction transaction, long after, long through) throws SQLException {
    note(InboxItems.trim(transaction, after, through));
  }

  @Override
  public void trimming(Transaction transaction, Map<Long, String> topics) throws SQLException {
    note(InboxItems.take(transaction, topics));
  }

  /** If the transaction fails, a topic is swept without need, which does no harm. */
  private void note(Collection<String> topics) {
    lock.lock();
    try {
      for (String topic : topics) {
        if (trimmed.size() < MAX_TOPICS) {
          trimmed.add(topic);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private List<String> takeTrimmed() {
    lock.lock();
    try {
      List<String> topics = List.copyOf(trimmed);
      trimmed = new HashSet<>(); // not cleared: it would stay as large as it ever was
      return topics;
    } finally {
      lock.unlock();
    }
  }

  /** Returns sweeps of the topics that have lost messages since the last call. */
  @Override
  public List<Sweep> sweeps() {
    List<Sweep> sweeps = new ArrayList<>();
    List<String> topics = takeTrimmed();
    for (int from = 0; from < topics.size(); from += TOPICS_AT_ONCE) {
      List<String> some = topics.subList(from, Math.min(topics.size(), from + TOPICS_AT_ONCE));
      sweeps.add(
          new Sweep(ROWS_AT_ONCE, (transaction, most) -> forgetMarks(transaction, some, most)));
    }
    sweeps.add(new Sweep(ROWS_AT_ONCE, InboxItems::forgetStates));
    sweeps.add(new Sweep(ROWS_AT_ONCE, SeenMarks::forget));
    return sweeps;
  }

  private static int forgetMarks(Transaction transaction, List<String> topics, int most)
      throws SQLException {
    int deleted = 0;
    for (String topic : topics) {
      if (deleted < most) {
        deleted += InboxItems.forgetMarks(transaction, topic, transaction.floor(), most - deleted);
      }
    }
    return deleted;
  }

  @Override
  public List<Expiry> expiries() {
    return List.of(
        new Expiry(
            sql -> sql.exists(DUE, clock.instant()), new Sweep(ITEMS_AT_ONCE, InboxItems::expire)),
        new Expiry(
            sql -> sql.exists(COLLAPSED_DUE, clock.instant()),
            new Sweep(ITEMS_AT_ONCE, CollapsedItems::expire)));
  }
}
