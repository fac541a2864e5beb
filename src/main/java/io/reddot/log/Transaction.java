package io.reddot.log;

import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.ScheduleStore.Waiting;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.SystemEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a group of requests. It locks the head row first, so transactions run one
 * after another. Appended messages are stored in one batch at the end, or when a query needs to
 * {@linkplain #flush see them}; other changes are made at once. Not thread-safe: owned by the
 * thread of the group commit.
 */
final class Transaction implements AutoCloseable {
  private static final int IDS_A_QUERY = 500;

  private final Connection connection;
  private final Database.Product product;
  private final Rows.Head before;
  private final Instant now;
  private final RetainedUse retained;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /**
   * Messages by publisher and id: earlier ones in the log or scheduled, as far as they were looked
   * up, and those of this transaction.
   */
  private final Map<Known.Key, Known> known = new HashMap<>();

  private final List<Appended> appended = new ArrayList<>();
  private long counter;

  /** A message with the time and lifetime that its publisher asked for. */
  private record Appended(Message message, @Nullable Instant sendAt, @Nullable Duration lifetime) {}

  /** How many of the appended messages are stored already. */
  private int stored;

  /** Retention has trimmed everything up to this position. */
  private long floor;

  Transaction(Connection connection, Database.Product product, Instant now, Bounds bounds)
      throws SQLException {
    this.retained = new RetainedUse(this, bounds);
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

  /** How much users retain. */
  RetainedUse retained() {
    return retained;
  }

  /** The log's name. */
  String name() {
    return before.name();
  }

  Instant now() {
    return now;
  }

  /** The last position, including what this transaction has appended. */
  long head() {
    return before.position() + appended.size();
  }

  /**
   * Moves the floor of retention up to a position.
   *
   * @return false, with nothing changed, if it is there already
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

  /** Retention has trimmed everything up to this position. */
  long floor() {
    return floor;
  }

  /** As {@link #head()}. */
  Cursor cursor() {
    return new Cursor(before.name(), head());
  }

  /** A number greater than all earlier ones of this log. */
  long next() {
    return ++counter;
  }

  /**
   * A prepared statement, shared by all callers with the same SQL and closed with the transaction.
   */
  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /**
   * Looks up which ids their publishers have used already, at once for the group; only publishers'
   * own can be. To be called before any of the drafts is appended.
   */
  void lookUp(List<Draft> drafts) throws SQLException {
    retained.lookUp(drafts);
    Set<Known.Key> keys = new LinkedHashSet<>();
    for (Draft draft : drafts) {
      if (draft.ownId()) {
        keys.add(Known.Key.of(draft));
      }
    }
    if (keys.isEmpty()) {
      return;
    }
    List<Known.Key> all = List.copyOf(keys);
    boolean anyWaits = ScheduledRows.any(this);
    for (int from = 0; from < all.size(); from += IDS_A_QUERY) {
      List<Known.Key> some = all.subList(from, Math.min(all.size(), from + IDS_A_QUERY));
      for (Known stored : IdRows.messages(connection, before.name(), some)) {
        known.put(Known.Key.of(Objects.requireNonNull(stored.message())), stored);
      }
      if (anyWaits) {
        IdRows.waiting(connection, some).forEach(this::waits);
      }
    }
  }

  /** The publisher's message of this id, if it was looked up or stored in this transaction. */
  @Nullable Known known(Known.Key key) {
    return known.get(key);
  }

  void waits(Waiting one) {
    known.put(
        Known.Key.of(one.draft()),
        new Known(null, one, one.sendAt(), one.draft().lifetime(), false));
  }

  void noLongerWaits(Draft draft) {
    Known.Key key = Known.Key.of(draft);
    Known present = known.get(key);
    if (present != null && present.waiting() != null) {
      known.remove(key);
    }
  }

  /** As {@link #append(List)}, for drafts without a time. */
  List<Receipt> appendNow(List<Draft> drafts) throws SQLException {
    return append(drafts.stream().map(Submission::now).toList());
  }

  /**
   * Appends all of them or none, even those whose time has not come.
   *
   * @throws Problem (409) if a publisher has used an id for another message, (429) if it retains
   *     more than it may
   */
  List<Receipt> append(List<Submission> submissions) throws SQLException {
    List<Receipt> receipts = new ArrayList<>(submissions.size());
    List<Appended> added = new ArrayList<>(submissions.size());
    try {
      for (Submission submission : submissions) {
        Draft draft = submission.draft();
        Known.Key key = Known.Key.of(draft);
        Known earlier = known.get(key);
        if (earlier == null) {
          Cursor cursor = new Cursor(before.name(), head() + added.size() + 1);
          Message message = Message.of(draft, cursor, now);
          added.add(new Appended(message, submission.sendAt(), draft.lifetime()));
          known.put(key, new Known(message, null, submission.sendAt(), draft.lifetime(), false));
          receipts.add(new Receipt(draft.id(), cursor, false));
          continue;
        }
        earlier.check(submission);
        Message message = earlier.message();
        if (message == null) {
          throw taken(draft.id());
        }
        receipts.add(new Receipt(draft.id(), message.cursor(), true));
      }
      retained.admit(added.stream().map(Appended::message).toList());
    } catch (Problem problem) {
      added.forEach(one -> known.remove(Known.Key.of(one.message)));
      throw problem;
    }
    appended.addAll(added);
    return receipts;
  }

  /**
   * Appends a message that was accepted earlier. If its sender retains too much by now, it is sent
   * without being retained.
   *
   * @throws Problem (409) as {@link #append(List)}
   */
  void appendAccepted(Submission accepted) throws SQLException {
    Draft draft = accepted.draft();
    try {
      append(List.of(accepted));
    } catch (Problem full) {
      if (!draft.retain() || full.status() != 429) {
        throw full;
      }
      append(List.of(new Submission(draft.withoutRetain(), accepted.sendAt())));
    }
  }

  /** The detail does not give the time: others might learn it. */
  static Problem taken(String id) {
    return Problem.conflict(
        "You have used the id " + id + " for a message that is scheduled; nothing was stored.");
  }

  /**
   * Appends a system event.
   *
   * @param by the user who caused it; null: nobody in particular
   */
  Cursor append(SystemEvent event, @Nullable String by) throws SQLException {
    return appendNow(List.of(SystemEvents.encode(event, by))).get(0).cursor();
  }

  /** Stores what was appended so far, so that queries see it. */
  void flush() throws SQLException {
    List<Appended> rows = appended.subList(stored, appended.size());
    if (rows.isEmpty()) {
      return;
    }
    PreparedStatement insert =
        statement(
            "INSERT INTO message ("
                + Rows.MESSAGE
                + ", send_at, lifetime) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    List<Message> fresh = new ArrayList<>(rows.size());
    for (Appended row : rows) {
      Rows.set(insert, row.message);
      Rows.setInstant(insert, 12, row.sendAt);
      Rows.setLong(insert, 13, row.lifetime == null ? null : row.lifetime.toSeconds());
      insert.addBatch();
      fresh.add(row.message);
    }
    insert.executeBatch();
    Kept.add(this, fresh);
    RetainedTopics.update(this, floor, fresh);
    InboxItems.add(this, fresh);
    stored = appended.size();
  }

  /**
   * Stores what was appended; called last, before the commit.
   *
   * @return the appended messages
   */
  List<Message> store() throws SQLException {
    flush();
    retained.store();
    if (!appended.isEmpty() || counter != before.counter()) {
      PreparedStatement move = statement("UPDATE log SET head = ?, counter = ?");
      move.setLong(1, head());
      move.setLong(2, counter);
      move.executeUpdate();
    }
    if (!appended.isEmpty() && product == Database.Product.POSTGRESQL) {
      HeadNotifications.send(connection, head());
    }
    return appended.stream().map(Appended::message).toList();
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
