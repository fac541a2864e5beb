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
  private final RetainedUse retained;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /**
   * What was stored before, in the log or waiting for its time, as far as it was looked up, and
   * what is appended or kept now.
   */
  private final Map<Known.Key, Known> known = new HashMap<>();

  private final List<Appended> appended = new ArrayList<>();
  private long counter;

  /** A message with what was asked for beside it. */
  private record Appended(Message message, @Nullable Instant sendAt, @Nullable Duration lifetime) {}

  /** So many of what is appended are stored. */
  private int stored;

  /** Retention has gone this far. */
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

  /** What users have retained. */
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

  /** What its publisher has stored under this id, if it was looked up, appended or kept here. */
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

  /** Appends all of them or none, as {@link #append(List)}, to be sent now. */
  List<Receipt> appendNow(List<Draft> drafts) throws SQLException {
    return append(drafts.stream().map(draft -> new Submission(draft, null)).toList());
  }

  /**
   * Appends all of them or none, whatever time they were to be sent at.
   *
   * @throws Problem (409) if its publisher has used an id for something else, (429) if it retains
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
   * Appends a message that was accepted earlier. It is not retained if its sender retains too much
   * by now; that is no reason not to send it.
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

  /** It does not say for when: that is its sender's to know. */
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
   * Stores what was appended; the last thing before the commit.
   *
   * @return it
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
