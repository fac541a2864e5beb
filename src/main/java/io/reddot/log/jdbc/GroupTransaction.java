package io.reddot.log.jdbc;

import io.reddot.log.Known;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.MessageRows;
import io.reddot.log.Projection;
import io.reddot.log.Sql;
import io.reddot.log.StorageQuota;
import io.reddot.log.StoredMessage;
import io.reddot.log.SystemEvents;
import io.reddot.log.Transaction;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.MessageRecalled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a group of changes. It locks the head row first, so that transactions run one
 * after another. Appended messages are stored in one batch at the end, or when a query needs to
 * {@linkplain #flush see them}; other changes are made at once. Not thread-safe: owned by the
 * committing thread.
 */
final class GroupTransaction implements Transaction, AutoCloseable {
  private final Rows.Head before;
  private final Instant now;
  private final Sql sql;
  private final List<Projection> projections;
  private final StorageQuotas quotas;

  /**
   * Messages by publisher and id: those of this transaction, and earlier ones that were looked up,
   * in the log or scheduled.
   */
  private final Map<Known.Key, Known> known = new HashMap<>();

  private final List<Appended> appended = new ArrayList<>();
  private long counter;

  /** A message with the time and lifetime that its publisher requested. */
  private record Appended(Message message, @Nullable Instant sendAt, @Nullable Duration lifetime) {}

  /** The number of appended messages that have been stored. */
  private int stored;

  /** Retention has trimmed everything up to this position. */
  private long floor;

  GroupTransaction(Connection connection, InstantSource clock, List<Projection> projections)
      throws SQLException {
    this.sql = new Sql(connection);
    this.projections = projections;
    this.before = Rows.Head.take(connection); // first: from here on, no other transaction writes
    this.now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // after waiting for the others
    this.counter = before.counter();
    this.floor = before.trimmedTo();
    this.quotas = new StorageQuotas(this, projections);
  }

  @Override
  public Sql sql() {
    return sql;
  }

  @Override
  public String name() {
    return before.name();
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long head() {
    return before.position() + appended.size();
  }

  /**
   * Moves the floor of retention up to a position.
   *
   * @return false, without any change, if the floor is already there
   */
  boolean trimTo(long through) throws SQLException {
    if (through <= floor) {
      return false;
    }
    sql.update("UPDATE log SET trimmed_to = ?", through);
    sql.update("DELETE FROM gap WHERE position <= ?", through);
    floor = through;
    return true;
  }

  @Override
  public long floor() {
    return floor;
  }

  @Override
  public Cursor cursor() {
    return new Cursor(before.name(), head());
  }

  @Override
  public long next() {
    return ++counter;
  }

  @Override
  public void lookUp(List<Draft> drafts) throws SQLException {
    quotas.lookUp(drafts);
    List<Draft> own = drafts.stream().filter(Draft::ownId).toList();
    if (!own.isEmpty()) {
      IdRows.messages(sql, name(), own.stream().map(Known.Key::of).toList()).forEach(this::know);
      for (Projection projection : projections) {
        projection.lookUp(this, own);
      }
    }
  }

  @Override
  public @Nullable Known known(Known.Key key) {
    return known.get(key);
  }

  @Override
  public void know(Known one) {
    known.put(one.key(), one);
  }

  @Override
  public void forget(Known.Key key) {
    Known present = known.get(key);
    if (present != null && present.message() == null) {
      known.remove(key);
    }
  }

  @Override
  public void checkLater(List<Draft> drafts) throws SQLException {
    quotas.checkLater(drafts);
  }

  /** As {@link #append(List)}, for drafts without a time. */
  List<Receipt> appendNow(List<Draft> drafts) throws SQLException {
    return append(drafts.stream().map(Submission::now).toList());
  }

  @Override
  public List<Receipt> append(List<Submission> submissions) throws SQLException {
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
          throw Known.isScheduled(draft.id());
        }
        receipts.add(new Receipt(draft.id(), message.cursor(), true));
      }
      quotas.admit(added.stream().map(Appended::message).toList());
    } catch (Problem problem) {
      added.forEach(one -> known.remove(Known.Key.of(one.message)));
      throw problem;
    }
    appended.addAll(added);
    return receipts;
  }

  @Override
  public void appendAccepted(Submission accepted) throws SQLException {
    try {
      append(List.of(accepted));
    } catch (Problem full) {
      Draft reduced = quotas.reduce(accepted.draft());
      if (full.status() != 429 || reduced.equals(accepted.draft())) {
        throw full;
      }
      append(List.of(new Submission(reduced, accepted.sendAt())));
    }
  }

  @Override
  public Cursor append(SystemEvent event, @Nullable String by) throws SQLException {
    return appendNow(List.of(SystemEvents.encode(event, by))).get(0).cursor();
  }

  @Override
  public void flush() throws SQLException {
    List<Appended> rows = appended.subList(stored, appended.size());
    if (rows.isEmpty()) {
      return;
    }
    PreparedStatement insert =
        sql.prepare(
            "INSERT INTO message ("
                + MessageRows.COLUMNS
                + ", send_at, lifetime) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (Appended row : rows) {
      Rows.set(insert, row.message);
      Rows.setInstant(insert, 12, row.sendAt);
      Rows.setLong(insert, 13, row.lifetime == null ? null : row.lifetime.toSeconds());
      insert.addBatch();
    }
    insert.executeBatch();
    List<Message> fresh = rows.stream().map(Appended::message).toList();
    Kept.add(this, fresh);
    for (Projection projection : projections) {
      projection.appended(this, fresh);
    }
    stored = appended.size();
  }

  /**
   * Stores what was appended. Called last, before the commit.
   *
   * @return the appended messages
   */
  List<Message> store() throws SQLException {
    flush();
    quotas.store();
    if (!appended.isEmpty() || counter != before.counter()) {
      sql.update("UPDATE log SET head = ?, counter = ?", head(), counter);
    }
    return appended.stream().map(Appended::message).toList();
  }

  @Override
  public List<StoredMessage> find(String id, @Nullable String publisher) throws SQLException {
    flush();
    return IdRows.find(sql, name(), id, publisher);
  }

  @Override
  public Cursor recall(StoredMessage found, String by) throws SQLException {
    Message message = found.message();
    if (found.recalledBy() != null) {
      return message.cursor().at(found.recalledBy());
    }
    Cursor recalled =
        append(new MessageRecalled(message.topic(), message.id(), message.cursor()), by);
    sql.update(
        "UPDATE message SET expires_at = ?, recalled_by = ? WHERE position = ?",
        now,
        recalled.position(),
        message.position());
    for (Projection projection : projections) {
      projection.recalled(this, message);
    }
    return recalled;
  }

  @Override
  public <T extends StorageQuota> T quota(Class<T> type) {
    return quotas.get(type);
  }

  @Override
  public void release(String positions, Collection<?> values) throws SQLException {
    if (floor > 0) {
      sql.batch(
          "DELETE FROM message WHERE position <= ? AND position IN (" + positions + ")",
          values,
          value -> new Object[] {floor, value});
    }
  }

  @Override
  public int holdBack(SystemEvent revocation) throws SQLException {
    int held = 0;
    for (Projection projection : projections) {
      held += projection.holdBack(this, revocation);
    }
    return held;
  }

  /** Returns the projections that take part. */
  List<Projection> projections() {
    return projections;
  }

  @Override
  public void close() throws SQLException {
    sql.close();
  }
}
