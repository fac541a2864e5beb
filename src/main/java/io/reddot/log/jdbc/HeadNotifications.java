package io.reddot.log.jdbc;

import io.reddot.log.LogFailure;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Tells the nodes on one PostgreSQL database of each other's commits: each commit sends one NOTIFY,
 * which carries the head. A pooler that lends connections for one transaction passes no
 * notifications on, and a connection whose other end has vanished stays silent. Therefore the head
 * row is also read, over a connection of the pool, after each second without a notification, and
 * whenever there is no connection to listen on. {@link #run()} occupies one thread and one
 * connection until {@link #close()}.
 */
final class HeadNotifications implements Runnable, AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(HeadNotifications.class.getName());
  private static final String CHANNEL = "reddot_head";
  private static final int WAIT_MILLIS = 250;

  /** The number of waits without a notification after which the head is read: a second. */
  private static final int SILENT_WAITS = 4;

  private final Database database;
  private final LongConsumer onHead;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Whether the loss of the connection was logged. Used only by the listening thread. */
  private boolean lost;

  HeadNotifications(Database database, LongConsumer onHead) {
    this.database = database;
    this.onHead = onHead;
  }

  /**
   * Sends the head as part of the transaction: it reaches the nodes if and when the transaction
   * commits.
   */
  static void send(Connection connection, long head) throws SQLException {
    try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, CHANNEL);
      notify.setString(2, Long.toString(head));
      notify.execute(); // the function returns nothing
    }
  }

  @Override
  public void run() {
    try {
      while (closed.getCount() > 0) {
        try {
          listen();
        } catch (SQLException | LogFailure e) {
          LOGGER.log(
              lost ? Level.DEBUG : Level.WARNING,
              "cannot listen for the commits of other nodes; reading the head and reconnecting every"
                  + " second",
              e);
          lost = true;
          read();
          closed.await(SILENT_WAITS * WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is ending its threads
    }
  }

  private void read() {
    try {
      onHead.accept(database.read(Rows.Head::read).position());
    } catch (LogFailure e) {
      LOGGER.log(Level.DEBUG, "the database does not answer", e);
    }
  }

  private void listen() throws SQLException {
    try (Connection connection = database.listening();
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      lost = false;
      onHead.accept(database.read(Rows.Head::read).position());
      try {
        hear(connection.unwrap(PGConnection.class));
      } catch (SQLException lostIt) {
        tellPool(statement);
        throw lostIt;
      }
      statement.execute("UNLISTEN " + CHANNEL);
    }
  }

  /**
   * Returns the head that a notification carries. Others may use the channel as well: if the
   * parameter is not a number, the head is read.
   */
  private long head(String parameter) {
    try {
      return Long.parseLong(parameter);
    } catch (NumberFormatException e) {
      return database.read(Rows.Head::read).position();
    }
  }

  private void hear(PGConnection postgres) throws SQLException {
    int silent = 0;
    while (closed.getCount() > 0) {
      PGNotification[] heard = postgres.getNotifications(WAIT_MILLIS);
      if (heard != null && heard.length > 0) {
        // notifications come in the order of commits, so the last one has the newest head
        onHead.accept(head(heard[heard.length - 1].getParameter()));
        silent = 0;
      } else if (++silent % SILENT_WAITS == 0) {
        onHead.accept(database.read(Rows.Head::read).position());
      }
    }
  }

  /**
   * Makes the pool notice that a connection is broken. The pool does not see what {@link
   * PGConnection} throws, so it would lend the connection to the next caller: a publisher, which
   * would get 503.
   */
  private static void tellPool(Statement statement) {
    try {
      statement.execute("UNLISTEN " + CHANNEL);
    } catch (SQLException e) {
      LOGGER.log(Level.DEBUG, "the connection is broken", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
