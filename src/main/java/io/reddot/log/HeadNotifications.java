package io.reddot.log;

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
 * How the nodes on one PostgreSQL hear of each other's commits: one NOTIFY a commit, which carries
 * the head. What a node misses while its connection is down it learns from the head row when the
 * connection is back. {@link #run()} holds one thread and one connection until {@link #close()}.
 */
final class HeadNotifications implements Runnable, AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(HeadNotifications.class.getName());
  private static final String CHANNEL = "reddot_head";
  private static final int WAIT_MILLIS = 250;

  private final Database database;
  private final LongConsumer onHead;
  private final CountDownLatch closed = new CountDownLatch(1);

  HeadNotifications(Database database, LongConsumer onHead) {
    this.database = database;
    this.onHead = onHead;
  }

  /** Part of the transaction: heard by all when, and only when, it commits. */
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
        } catch (SQLException e) {
          LOGGER.log(
              Level.WARNING,
              "lost the connection that hears of other nodes' messages; trying again",
              e);
          closed.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container ends its threads: so do we
    }
  }

  private void listen() throws SQLException {
    try (Connection connection = database.begin()) {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("LISTEN " + CHANNEL);
        onHead.accept(Rows.Head.read(connection).position());
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (closed.getCount() > 0) {
          PGNotification[] heard = postgres.getNotifications(WAIT_MILLIS);
          if (heard != null && heard.length > 0) {
            // commits come in order, so the last one knows it all
            onHead.accept(Long.parseLong(heard[heard.length - 1].getParameter()));
          }
        }
        statement.execute("UNLISTEN " + CHANNEL);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
