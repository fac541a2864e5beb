package io.reddot.log.jdbc;

import io.reddot.log.LogFailure;
import io.reddot.log.MessageLog;
import io.reddot.log.Projection;
import io.reddot.log.StoredMessage;
import io.reddot.log.Tail;
import io.reddot.log.Transactions;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The log on a JDBC database: SQLite or PostgreSQL. Thread-safe. */
public final class JdbcMessageLog implements MessageLog {
  private static final System.Logger LOGGER = System.getLogger(JdbcMessageLog.class.getName());
  private static final int SECRET_BYTES = 32;
  private static final Duration CLOSING = Duration.ofSeconds(20);

  /** The head is read once a second. */
  private static final Duration DEAF = Duration.ofSeconds(10);

  private final Database database;
  private final String name;
  private final byte[] secret;
  private final AtomicLong head;
  private final AtomicLong floor;
  private final Reader reader;
  private final GroupCommit commits;
  private final Transactions transactions;
  private final Expiries expiries;
  private final Retention retention;

  /** Null: the database serves this node alone. */
  private final @Nullable HeadNotifications notifications;

  private final @Nullable HeadAnnouncements announcements;
  private final CopyOnWriteArrayList<Tail> tails = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param database closed with the log, also if the log fails to open
   * @param policy what retention deletes
   * @param projections the projections that take part in the log's transactions
   * @param threadFactory creates the thread that commits and, on PostgreSQL, the two that tell
   *     other nodes of commits and hear of theirs
   */
  public JdbcMessageLog(
      Database database,
      RetentionPolicy policy,
      List<Projection> projections,
      InstantSource clock,
      ThreadFactory threadFactory) {
    this.database = database;
    Rows.Head present = openOrClose(database, projections);
    this.name = present.name();
    this.secret = database.read(JdbcMessageLog::readSecret);
    this.head = new AtomicLong(present.position());
    this.floor = new AtomicLong(present.trimmedTo());
    this.reader = new Reader(database, name, clock);
    this.commits = new GroupCommit(database, clock, projections, this::committed);
    this.transactions = new JdbcTransactions(database, commits);
    this.expiries = new Expiries(database, commits, projections);
    this.retention =
        new Retention(database, commits, policy, clock, projections, to -> raise(floor, to));
    boolean shared = database.product() == Product.POSTGRESQL;
    this.notifications = shared ? new HeadNotifications(database, clock, this::advance) : null;
    this.announcements = shared ? new HeadAnnouncements(database) : null;
    start(threadFactory, this::commit, "reddot-commit");
    if (notifications != null && announcements != null) {
      start(threadFactory, notifications, "reddot-notifications");
      start(threadFactory, announcements, "reddot-announcements");
    }
  }

  /** Commits until this is closed; other nodes hear of the last commit, too. */
  private void commit() {
    try {
      commits.run();
    } finally {
      if (announcements != null) {
        announcements.close();
      }
    }
  }

  /** Returns why this node misses other nodes' commits; null if it does not. */
  @Nullable String deafness() {
    Duration silence = notifications == null ? Duration.ZERO : notifications.silence();
    return silence.compareTo(DEAF) <= 0
        ? null
        : "This node has not learned of other nodes' messages for "
            + silence.toSeconds()
            + " seconds.";
  }

  /** As {@link Database#connections}. */
  Map<String, Double> connections() {
    return database.connections();
  }

  private void start(ThreadFactory threadFactory, Runnable task, String threadName) {
    Thread thread = threadFactory.newThread(task);
    thread.setName(threadName);
    threads.add(thread);
    thread.start();
  }

  /**
   * Opens the log; closes the database if that fails, because an unused pool would keep its
   * threads.
   */
  private static Rows.Head openOrClose(Database database, List<Projection> projections) {
    try {
      database.migrate(projections);
      return open(database);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Reads the head row; the first node on the database creates it, with a random name for the log.
   */
  private static Rows.Head open(Database database) {
    String random = new BigInteger(60, new SecureRandom()).toString(36);
    try (Connection connection = database.begin();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO log (one, name, head, trimmed_to) VALUES (1, ?, 0, 0)"
                    + " ON CONFLICT DO NOTHING")) {
      insert.setString(1, random);
      insert.executeUpdate();
      makeSecret(connection);
      Rows.Head present = Rows.Head.read(connection);
      connection.commit();
      return present;
    } catch (SQLException e) {
      throw new LogFailure("could not open the message log", e);
    }
  }

  /** Creates the secret if there is none, because the database is new or from an older version. */
  private static void makeSecret(Connection connection) throws SQLException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE log SET secret = ? WHERE secret IS NULL")) {
      update.setString(1, HexFormat.of().formatHex(secret));
      update.executeUpdate();
    }
  }

  private static byte[] readSecret(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT secret FROM log");
        ResultSet row = select.executeQuery()) {
      row.next();
      return HexFormat.of().parseHex(row.getString(1));
    }
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long head() {
    return head.get();
  }

  @Override
  public long readHead() {
    try (Connection connection = database.begin()) {
      long position = Rows.Head.read(connection).position();
      connection.commit();
      advance(position);
      return position;
    } catch (SQLException e) {
      throw new LogFailure("could not read the message log's head", e);
    }
  }

  @Override
  public long floor() {
    return floor.get();
  }

  @Override
  public boolean trimmed(Collection<TopicFilter> filters, long after) {
    return after < floor() || reader.trimmed(filters, after);
  }

  @Override
  public CompletionStage<List<Receipt>> append(List<Draft> drafts) {
    return commits.append(drafts);
  }

  @Override
  public Page read(Collection<TopicFilter> filters, long after, long upTo, int limit) {
    return reader.read(filters, after, Math.min(upTo, head()), limit);
  }

  @Override
  public Page readAll(long after, long upTo, int limit) {
    return reader.read(null, after, Math.min(upTo, head()), limit);
  }

  @Override
  public @Nullable Message at(long position) {
    return reader.at(position);
  }

  @Override
  public List<StoredMessage> find(String id, @Nullable String publisher) {
    return database.query(sql -> IdRows.find(sql, name, id, publisher));
  }

  @Override
  public List<String> topics(String prefix, int limit) {
    return database.query(sql -> TopicNames.find(sql, database.product(), prefix, limit));
  }

  @Override
  public Transactions transactions() {
    return transactions;
  }

  /** Deletes what retention no longer keeps; must be called about every minute. */
  public void trim() {
    expiries
        .run(); // first: projections must have dropped an expired message before its row is deleted
    retention.run();
  }

  /** Runs the projections' deletions that are due; must be called about every second. */
  public void expire() {
    expiries.run();
  }

  @Override
  public Tail tail() {
    // It is registered before it reads the head, so that no commit is missed between the two.
    Tail[] self = new Tail[1];
    Tail tail = new Tail(this, head(), () -> tails.remove(self[0]));
    self[0] = tail;
    tails.add(tail);
    tail.advance(head());
    return tail;
  }

  private void committed(List<Message> messages) {
    long last = messages.get(messages.size() - 1).position();
    raise(head, last);
    tails.forEach(tail -> tail.committed(messages));
    if (announcements != null) {
      announcements.announce(last);
    }
  }

  private void advance(long position) {
    raise(head, position);
    tails.forEach(tail -> tail.advance(position));
  }

  private static void raise(AtomicLong value, long to) {
    value.accumulateAndGet(to, Math::max);
  }

  @Override
  public void close() {
    commits.close();
    if (notifications != null) {
      notifications.close();
    }
    tails.forEach(Tail::close);
    long deadline = System.nanoTime() + CLOSING.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        if (thread.isAlive()) {
          LOGGER.log(
              Level.WARNING,
              "the thread "
                  + thread.getName()
                  + " has not ended within "
                  + CLOSING.toSeconds()
                  + " seconds; closing the database anyway");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    database.close();
  }
}
