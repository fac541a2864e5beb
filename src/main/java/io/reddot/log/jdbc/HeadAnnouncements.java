package io.reddot.log.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells the other nodes on one PostgreSQL database of this node's commits, by a NOTIFY that carries
 * the head: at most one for each group commit. {@link HeadNotifications} receives it.
 *
 * <p>It is sent after that commit, in a transaction of its own. A transaction that sends a NOTIFY
 * holds a lock of the whole database server from before its commit is flushed to the disk until
 * after, so an append with a NOTIFY would make all other databases of the server wait for its
 * flush. This transaction changes nothing, so it need not be flushed, and holds that lock for
 * microseconds. A NOTIFY may be lost, because this node or its connection breaks first. That only
 * delays the other nodes: positions have no gaps, so the next NOTIFY of any node tells of this
 * commit as well, and each node reads the head once a second anyway.
 *
 * <p>{@link #run()} occupies one thread, so that the committing thread does not wait for the
 * database once more. It returns after {@link #close()}. Thread-safe.
 */
final class HeadAnnouncements implements Runnable, AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(HeadAnnouncements.class.getName());

  /**
   * One statement in auto-commit mode: a single round trip. The setting is local to its
   * transaction, because the connection goes back to a pool, whose other users' commits must be
   * durable.
   */
  static final String NOTIFY =
      "SELECT set_config('synchronous_commit', 'off', true), pg_notify('"
          + HeadNotifications.CHANNEL
          + "', ?)";

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The head to announce; 0: it is announced. */
  @GuardedBy("lock")
  private long head;

  @GuardedBy("lock")
  private boolean closed;

  HeadAnnouncements(Database database) {
    this.database = database;
  }

  /** Announces a committed head soon. A newer one replaces one that still waits. */
  void announce(long committed) {
    lock.lock();
    try {
      head = committed;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    for (long next = take(); next > 0; next = take()) {
      try {
        send(next);
      } catch (SQLException | RuntimeException e) {
        LOGGER.log(Level.DEBUG, "other nodes will hear of new messages a second later", e);
      }
    }
  }

  /** Waits for a head; 0 when this is closed and the last head is announced. */
  private long take() {
    lock.lock();
    try {
      while (head == 0 && !closed) {
        changed.awaitUninterruptibly();
      }
      long next = head;
      head = 0;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void send(long committed) throws SQLException {
    try (Connection connection = database.autoCommitting();
        PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
      notify.setString(1, Long.toString(committed));
      notify.execute();
    }
  }

  /** Announces nothing more, except a head that waits. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
