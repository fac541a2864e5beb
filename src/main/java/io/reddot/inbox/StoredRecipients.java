package io.reddot.inbox;

import io.reddot.hub.Recipients;
import io.reddot.log.MessageLog;
import io.reddot.log.Sql;
import io.reddot.log.SystemEvents;
import io.reddot.log.Transactions;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the tables of inboxes and groups which users a message is for. Thread-safe.
 *
 * <p>The table of members holds those of now. Whether a user was a member at a message follows from
 * the first event about it after the message, which the log keeps as long as the message.
 */
final class StoredRecipients implements Recipients {
  private static final int PAGE = 1_000;

  /** The largest number of pages of a user's events that one call reads. */
  private static final int PAGES = 20;

  private final MessageLog log;
  private final Transactions transactions;

  StoredRecipients(MessageLog log) {
    this.log = log;
    this.transactions = log.transactions();
  }

  @Override
  public Standing standing(Message message, String user) {
    Topic topic = message.topic();
    if (!topic.inbox()) {
      return Standing.OPEN;
    }
    String group = topic.group();
    boolean recipient =
        group == null
            ? topic.user() == null || user.equals(topic.user())
            : member(message, group, user) || transactions.read(sql -> marked(sql, topic, user));
    return recipient ? Standing.RECIPIENT : Standing.OTHER;
  }

  private boolean member(Message message, String group, String user) {
    Boolean after = joinedAfter(message, group, user);
    if (after != null) {
      return !after; // the first change after the message reverses what was true at it
    }
    return transactions.read(
        sql ->
            sql.exists(
                "SELECT 1 FROM membership WHERE group_name = ? AND member = ? AND since < ?",
                group,
                user,
                message.position()));
  }

  /**
   * Returns whether the first change of a membership after the message is a joining; null if there
   * was no change.
   */
  private @Nullable Boolean joinedAfter(Message message, String group, String user) {
    List<TopicFilter> events = List.of(new TopicFilter(SystemEvent.inboxOf(user).name()));
    long head = log.head();
    long after = message.position();
    for (int pages = 0; after < head && pages < PAGES; pages++) {
      MessageLog.Page page = log.read(events, after, head, PAGE);
      for (Message event : page.messages()) {
        if (SystemEvents.decode(event) instanceof MembershipChanged changed
            && changed.group().equals(group)) {
          return changed.joined();
        }
      }
      after = page.through();
    }
    return null;
  }

  /** Whether the user has ever marked messages of the topic, as only its recipients can. */
  private static boolean marked(Sql sql, Topic topic, String user) throws SQLException {
    return sql.exists("SELECT 1 FROM inbox_mark WHERE reader = ? AND topic = ?", user, topic.name())
        || sql.exists(
            "SELECT 1 FROM inbox_state WHERE reader = ? AND topic = ? LIMIT 1", user, topic.name());
  }

  @Override
  public State state(Message message, String user) {
    return transactions.readSnapshot(
        sql -> {
          String topic = message.topic().name();
          if (InboxReceipts.read(sql, message, user)) {
            return State.READ;
          }
          if (sql.exists(
              "SELECT 1 FROM inbox_state"
                  + " WHERE reader = ? AND topic = ? AND position = ? AND archived = 1",
              user,
              topic,
              message.position())) {
            return State.ARCHIVED;
          }
          return sql.exists(
                  "SELECT 1 FROM inbox_item WHERE topic = ? AND position = ?",
                  topic,
                  message.position())
              ? State.UNREAD
              : State.ABSENT;
        });
  }

  @Override
  public OptionalLong members(Message message) {
    String group = message.topic().group();
    if (group == null) {
      return OptionalLong.empty();
    }
    long count =
        transactions.readSnapshot(
            sql ->
                sql.number(
                        "SELECT count(*) FROM membership WHERE group_name = ? AND since < ?",
                        group,
                        message.position())
                    + InboxReceipts.readersBeside(sql, message, group));
    return count == 0 ? OptionalLong.empty() : OptionalLong.of(count);
  }

  @Override
  public long members(String group) {
    return transactions.read(sql -> MembershipRows.size(sql, group));
  }

  @Override
  public List<String> members(String group, int limit) {
    return transactions.read(
        sql -> List.copyOf(MembershipRows.members(sql, group, "", limit).keySet()));
  }

  @Override
  public boolean knowsGroup(String group) {
    return transactions.read(
        sql ->
            sql.exists("SELECT 1 FROM membership WHERE group_name = ? LIMIT 1", group)
                || sql.exists(
                    "SELECT 1 FROM inbox_mark WHERE topic = ? LIMIT 1", "group/" + group));
  }

  @Override
  public List<String> readers(Message message, String after, int limit) {
    return transactions.read(sql -> InboxReceipts.readers(sql, message, after, limit));
  }

  @Override
  public Map<String, Instant> readAt(Message message, Collection<String> users) {
    return new ReadTimes(log, message).of(users);
  }
}
