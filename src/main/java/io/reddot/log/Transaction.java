package io.reddot.log;

import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.ScheduleStore.Waiting;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group's transaction, which is alone: it holds the head row from its beginning. What is appended
 * is stored at the end, all at once, or when somebody wants to {@linkplain #flush see it};
 * everything else at once, in its turn. Not thread-safe: the group commit's thread owns it.
 */
final class Transaction implements AutoCloseable {
  private static final int IDS_A_QUERY = 500;

  private final Connection connection;
  private final Database.Product product;
  private final Rows.Head before;
  private final Instant now;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /** By id: what was stored before, as far as it was looked up, and what is appended now. */
  private final Map<String, Message> known = new HashMap<>();

  /** By id: what waits for its time, as far as it was looked up. An id is never in both. */
  private final Map<String, Waiting> waiting = new HashMap<>();

  private final List<Message> appended = new ArrayList<>();
  private long counter;

  /** So many of what is appended are stored. */
  private int stored;

  /** Retention has gone this far. */
  private long floor;

  Transaction(Connection connection, Database.Product product, Instant now) throws SQLException {
    this.connection = connection;
    this.product = product;
    this.now = now.truncatedTo(ChronoUnit.MILLIS);
    Rows.Head.take(connection); // the head row first: from here on we are alone
    this.before = Rows.Head.read(connection);
    this.counter = before.counter();
    this.floor = before.trimmedTo();
  }

  Connection connection() {
    return connection;
  }

  /** The log's name. */
  String name() {
    return before.name();
  }

  Instant now() {
    return now;
  }

  /** The log's end, with what this transaction has appended so far. */
  long head() {
    return before.position() + appended.size();
  }

  /**
   * Retention goes this far.
   *
   * @return false, with nothing changed, if it had before
   */
  boolean trimTo(long through) throws SQLException {
    if (through <= floor) {
      return false;
    }
    PreparedStatement move = statement("UPDATE log SET trimmed_to = ?");
    move.setLong(1, through);
    move.executeUpdate();
    PreparedStatement passed = statement("DELETE FROM gap WHERE position <= ?");
    passed.setLong(1, through);
    passed.executeUpdate();
    floor = through;
    return true;
  }

  /** Retention has gone this far. */
  long floor() {
    return floor;
  }

  /** As {@link #head()}. */
  Cursor cursor() {
    return new Cursor(before.name(), head());
  }

  /** A number that is greater than all before it, and never comes again. */
  long next() {
    return ++counter;
  }

  /** A statement that the next one who asks for it gets, too. Closed with the transaction. */
  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /**
   * Looks up which ids are taken already, at once for the group; only publishers' own can be. To be
   * called before any of the drafts is appended.
   */
  void lookUp(List<Draft> drafts) throws SQLException {
    Set<String> ids = new LinkedHashSet<>();
    for (Draft draft : drafts) {
      if (draft.ownId()) {
        ids.add(draft.id());
      }
    }
    lookUpIds(List.copyOf(ids));
  }

  /** As {@link #lookUp}. */
  void lookUpIds(List<String> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    boolean anyWaits = ScheduledRows.any(this);
    for (int from = 0; from < ids.size(); from += IDS_A_QUERY) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_A_QUERY));
      lookUpMessages(some);
      if (anyWaits) {
        lookUpWaiting(some);
      }
    }
  }

  private void lookUpMessages(List<String> ids) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + Rows.MESSAGE + " FROM message WHERE id IN " + Rows.marks(ids.size()))) {
      Rows.set(select, 1, ids);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Message message = Rows.message(rows, before.name());
          known.put(message.id(), message);
        }
      }
    }
  }

  private void lookUpWaiting(List<String> ids) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + ScheduledRows.COLUMNS
                + " FROM scheduled WHERE id IN "
                + Rows.marks(ids.size()))) {
      Rows.set(select, 1, ids);
      ScheduledRows.all(select).forEach(this::waits);
    }
  }

  /** The message of that id in the log, if it was looked up or appended here. */
  @Nullable Message known(String id) {
    return known.get(id);
  }

  /** The message of that id that waits for its time, if it was looked up or accepted here. */
  @Nullable Waiting waiting(String id) {
    return waiting.get(id);
  }

  void waits(Waiting one) {
    waiting.put(one.draft().id(), one);
  }

  void noLongerWaits(String id) {
    waiting.remove(id);
  }

  /**
   * Appends all of them or none.
   *
   * @throws Problem (409) if an id is taken
   */
  List<Receipt> append(List<Draft> drafts) {
    List<Receipt> receipts = new ArrayList<>(drafts.size());
    List<Message> added = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      Message earlier = known.get(draft.id());
      Waiting later = waiting.get(draft.id());
      if (later != null) {
        added.forEach(message -> known.remove(message.id()));
        throw taken(later);
      } else if (earlier == null) {
        Cursor cursor = new Cursor(before.name(), head() + added.size() + 1);
        Message message = Message.of(draft, cursor, now);
        added.add(message);
        known.put(draft.id(), message);
        receipts.add(new Receipt(draft.id(), cursor, false));
      } else if (draft.sameAs(earlier)) {
        receipts.add(new Receipt(draft.id(), earlier.cursor(), true));
      } else {
        added.forEach(message -> known.remove(message.id()));
        throw Problem.conflict(
            "The id "
                + draft.id()
                + " is taken by a message with other content; nothing was stored.");
      }
    }
    appended.addAll(added);
    return receipts;
  }

  /** It does not say for when: that is its sender's to know. */
  static Problem taken(Waiting waiting) {
    return Problem.conflict(
        "The id "
            + waiting.draft().id()
            + " is taken by a message that is scheduled; nothing was stored.");
  }

  /** Appends an event of the house's own. */
  Cursor append(Topic topic, String event, String data, @Nullable String sender) {
    String id = UUID.randomUUID().toString(); // beyond guessing, so that nobody takes it before
    return append(
            List.of(
                new Draft(id, false, topic, event, data, Encoding.JSON, null, false, sender, null)))
        .get(0)
        .cursor();
  }

  /** Stores what was appended so far, so that queries see it. */
  void flush() throws SQLException {
    List<Message> fresh = appended.subList(stored, appended.size());
    if (fresh.isEmpty()) {
      return;
    }
    PreparedStatement insert =
        statement("INSERT INTO message (" + Rows.MESSAGE + ") VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    for (Message message : fresh) {
      Rows.set(insert, message);
      insert.addBatch();
    }
    insert.executeBatch();
    Kept.add(this, fresh);
    RetainedTopics.update(this, floor, fresh);
    InboxItems.add(this, fresh);
    stored = appended.size();
  }

  /**
   * Stores what was appended; the last thing before the commit.
   *
   * @return it
   */
  List<Message> store() throws SQLException {
    flush();
    if (!appended.isEmpty() || counter != before.counter()) {
      PreparedStatement move = statement("UPDATE log SET head = ?, counter = ?");
      move.setLong(1, head());
      move.setLong(2, counter);
      move.executeUpdate();
    }
    if (!appended.isEmpty() && product == Database.Product.POSTGRESQL) {
      HeadNotifications.send(connection, head());
    }
    return appended;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
