package io.reddot.log.jdbc;

import io.reddot.log.LogFailure;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Learns of other nodes' commits on one PostgreSQL database: from their NOTIFY ({@link
 * HeadAnnouncements}), and by reading the head row once a second, over a connection of the pool. A
 * NOTIFY may be lost with the node or the connection that sends it. A pooler that lends connections
 * for one transaction passes none on, and a connection whose other end has vanished stays silent.
 * So nothing depends on a NOTIFY but the time until a message of another node arrives. {@link
 * #run()} occupies one thread and one connection until {@link #close()}.
 */
final class HeadNotifications implements Runnable, AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(HeadNotifications.class.getName());
  static final String CHANNEL = "reddot_head";
  private static final int WAIT_MILLIS = 250;

  /** Bounds the delay of messages whose NOTIFY was lost. */
  private static final long READ_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Database database;
  private final InstantSource clock;
  private final LongConsumer onHead;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** When the head was last learned. */
  private volatile Instant learned;

  /** Whether the loss of the connection was logged. Used only by the listening thread. */
  private boolean lost;

  HeadNotifications(Database database, InstantSource clock, LongConsumer onHead) {
    this.database = database;
    this.clock = clock;
    this.onHead = onHead;
    this.learned = clock.instant();
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
          closed.await(READ_NANOS, TimeUnit.NANOSECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is ending its threads
    }
  }

  private void read() {
    try {
      learn(database.read(Rows.Head::read).position());
    } catch (LogFailure e) {
      LOGGER.log(Level.DEBUG, "the database does not answer", e);
    }
  }

  private void learn(long head) {
    onHead.accept(head);
    learned = clock.instant();
  }

  /** Returns the time since this node last learned the head. */
  Duration silence() {
    return Duration.between(learned, clock.instant());
  }

  private void listen() throws SQLException {
    try (Connection connection = database.listening();
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      lost = false;
      learn(database.read(Rows.Head::read).position());
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
    long read = System.nanoTime();
    while (closed.getCount() > 0) {
      PGNotification[] heard = postgres.getNotifications(WAIT_MILLIS);
      if (heard != null) {
        for (PGNotification one : heard) {
          // Nodes send in any order, so each one may have the newest head.
          learn(head(one.getParameter()));
        }
      }
      if (System.nanoTime() - read >= READ_NANOS) {
        learn(database.read(Rows.Head::read).position());
        read = System.nanoTime();
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
