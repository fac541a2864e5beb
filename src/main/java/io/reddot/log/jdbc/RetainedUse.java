package io.reddot.log.jdbc;

import io.reddot.log.Sql;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Utf8;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the retained messages of each user and of all users, in the transaction that changes them.
 * Each user has one row, so that {@link RetainedBounds} hold on all nodes together. Messages that
 * do not change which ones are retained cost nothing. Not thread-safe: owned by the committing
 * thread.
 */
final class RetainedUse {
  /** The name under which the total of all users is stored; no user has it. */
  private static final String ALL = "/";

  /** The name for messages without a publishing user. They are counted, and never refused. */
  private static final String HOUSE = "";

  /** The bytes that count for a message besides topic, data and properties. */
  private static final int OVERHEAD = 100;

  private static final int TOPICS_A_QUERY = 500;

  private final GroupTransaction transaction;
  private final RetainedBounds bounds;

  /** The retained message of each topic that was looked up, with changes since; null: none. */
  private final Map<String, @Nullable Item> topics = new HashMap<>();

  private final Map<String, Use> users = new HashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();

  /** A topic's retained message: its owner, and its size in bytes. */
  private record Item(String owner, long size) {}

  private record Use(long topics, long size) {
    Use plus(Item one) {
      return new Use(topics + 1, size + one.size);
    }

    Use minus(Item one) {
      return new Use(topics - 1, size - one.size);
    }
  }

  RetainedUse(GroupTransaction transaction, RetainedBounds bounds) {
    this.transaction = transaction;
    this.bounds = bounds;
  }

  static String owner(@Nullable String sender) {
    return sender == null ? HOUSE : sender;
  }

  static long size(Message message) {
    return size(message.topic().name(), message.data(), message.properties());
  }

  private static long size(String topic, String data, @Nullable String properties) {
    long beside = properties == null ? 0 : Utf8.length(properties);
    return Utf8.length(topic) + Utf8.length(data) + beside + OVERHEAD;
  }

  /** Looks up, together, the topics that the drafts will change. */
  void lookUp(List<Draft> drafts) throws SQLException {
    Set<String> asked = new LinkedHashSet<>();
    for (Draft draft : drafts) {
      if (draft.retain()) {
        asked.add(draft.topic().name());
      }
    }
    lookUp(asked);
  }

  private void lookUp(Collection<String> asked) throws SQLException {
    List<String> names = asked.stream().filter(topic -> !topics.containsKey(topic)).toList();
    for (int from = 0; from < names.size(); from += TOPICS_A_QUERY) {
      List<String> some = names.subList(from, Math.min(names.size(), from + TOPICS_A_QUERY));
      some.forEach(topic -> topics.put(topic, null));
      try (PreparedStatement select =
          transaction
              .sql()
              .connection()
              .prepareStatement(
                  "SELECT topic, owner, size FROM retained WHERE topic IN "
                      + Sql.placeholders(some.size()))) {
        Rows.set(select, 1, some);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            topics.put(rows.getString(1), new Item(rows.getString(2), rows.getLong(3)));
          }
        }
      }
    }
  }

  /**
   * Counts messages that are appended.
   *
   * @throws io.reddot.message.Problem (429), without any change, if their publisher would retain
   *     too much
   */
  void admit(List<Message> messages) throws SQLException {
    Map<String, @Nullable Item> wanted = new LinkedHashMap<>();
    String owner = HOUSE;
    for (Message message : messages) {
      if (message.retain()) {
        owner = owner(message.sender());
        wanted.put(
            message.topic().name(),
            message.clearsRetained() ? null : new Item(owner, size(message)));
      }
    }
    if (!wanted.isEmpty()) {
      admit(owner, wanted);
    }
  }

  /**
   * Checks whether there is room for scheduled messages. There may be none left when they are due.
   *
   * @throws io.reddot.message.Problem (429) if there is none now
   */
  void check(Collection<Draft> drafts) throws SQLException {
    for (Draft draft : drafts) {
      if (draft.retain()) {
        String owner = owner(draft.sender());
        String topic = draft.topic().name();
        Item one = new Item(owner, size(topic, draft.data(), draft.properties()));
        Use after = after(topic, one, use(owner), owner);
        check(owner, use(owner), after, use(ALL), after(topic, one, use(ALL), ALL));
      }
    }
  }

  private Use after(String topic, Item one, Use before, String of) throws SQLException {
    lookUp(List.of(topic));
    Item old = topics.get(topic);
    if (old != null && (of.equals(ALL) || of.equals(old.owner))) {
      return before.minus(old).plus(one);
    }
    return before.plus(one);
  }

  private void admit(String owner, Map<String, @Nullable Item> wanted) throws SQLException {
    lookUp(wanted.keySet());
    Use before = use(owner);
    Use allBefore = use(ALL);
    Map<String, @Nullable Item> topicsBefore = new HashMap<>();
    Map<String, Use> usersBefore = new HashMap<>(users);
    Set<String> changedBefore = new LinkedHashSet<>(changed);
    for (Map.Entry<String, @Nullable Item> one : wanted.entrySet()) {
      topicsBefore.put(one.getKey(), topics.get(one.getKey()));
      put(one.getKey(), one.getValue());
    }
    try {
      check(owner, before, use(owner), allBefore, use(ALL));
    } catch (RuntimeException full) {
      topics.putAll(topicsBefore);
      users.clear(); // users that lost a topic to this one get it back
      users.putAll(usersBefore);
      changed.retainAll(changedBefore);
      throw full;
    }
  }

  private void check(String owner, Use before, Use after, Use allBefore, Use all) {
    if (owner.equals(HOUSE)) {
      return;
    }
    RetainedBounds.check(
        before.topics,
        after.topics,
        bounds.topics(),
        "topics may have a retained message of one user",
        "user.retained");
    RetainedBounds.check(
        before.size,
        after.size,
        bounds.bytes(),
        "bytes of one user may be retained",
        "user.retained-bytes");
    RetainedBounds.check(
        allBefore.topics,
        all.topics,
        bounds.allTopics(),
        "topics may have a retained message",
        "retained");
    RetainedBounds.check(
        allBefore.size,
        all.size,
        bounds.allBytes(),
        "bytes of all users may be retained",
        "retained-bytes");
  }

  /** Replaces a topic's retained message; null if it has none any more. */
  private void put(String topic, @Nullable Item one) throws SQLException {
    Item old = topics.put(topic, one);
    if (old != null) {
      change(old.owner, use(old.owner).minus(old));
      change(ALL, use(ALL).minus(old));
    }
    if (one != null) {
      change(one.owner, use(one.owner).plus(one));
      change(ALL, use(ALL).plus(one));
    }
  }

  private void change(String owner, Use use) {
    users.put(owner, use);
    changed.add(owner);
  }

  private Use use(String owner) throws SQLException {
    Use known = users.get(owner);
    if (known != null) {
      return known;
    }
    PreparedStatement select =
        transaction.sql().prepare("SELECT topics, size FROM retained_use WHERE owner = ?");
    select.setString(1, owner);
    try (ResultSet row = select.executeQuery()) {
      Use use = row.next() ? new Use(row.getLong(1), row.getLong(2)) : new Use(0, 0);
      users.put(owner, use);
      return use;
    }
  }

  /**
   * Returns those of the topics that have a retained message.
   *
   * @param owner the user who must have published it; null: any
   */
  List<String> of(@Nullable String owner, Collection<String> names) throws SQLException {
    lookUp(names);
    return names.stream()
        .distinct()
        .filter(
            name -> {
              Item one = topics.get(name);
              return one != null && (owner == null || owner.equals(one.owner));
            })
        .toList();
  }

  /**
   * Counts these topics as having no retained message; must be called before their rows are
   * deleted.
   */
  void forget(Collection<String> names) throws SQLException {
    lookUp(names);
    for (String name : names) {
      put(name, null);
    }
  }

  /** Stores the counts that have changed. */
  void store() throws SQLException {
    if (changed.isEmpty()) {
      return;
    }
    PreparedStatement delete =
        transaction.sql().prepare("DELETE FROM retained_use WHERE owner = ?");
    PreparedStatement put =
        transaction
            .sql()
            .prepare(
                "INSERT INTO retained_use (owner, topics, size) VALUES (?,?,?) ON CONFLICT (owner)"
                    + " DO UPDATE SET topics = excluded.topics, size = excluded.size");
    for (String owner : changed) {
      Use use = use(owner);
      if (use.topics <= 0 && !owner.equals(ALL)) {
        delete.setString(1, owner);
        delete.executeUpdate();
      } else {
        put.setString(1, owner);
        put.setLong(2, use.topics);
        put.setLong(3, use.size);
        put.executeUpdate();
      }
    }
    changed.clear();
  }
}
