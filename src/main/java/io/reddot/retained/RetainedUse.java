package io.reddot.retained;

import io.reddot.log.Sql;
import io.reddot.log.StorageQuota;
import io.reddot.log.Transaction;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Utf8;
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
 * Counts the retained messages of each user and of all users. Each user has one row, so that {@link
 * RetainedBounds} hold on all nodes together. Messages that do not change which ones are retained
 * cost nothing. Not thread-safe: owned by the committing thread.
 */
final class RetainedUse implements StorageQuota {
  /** The name under which the total of all users is stored; no user has it. */
  private static final String ALL = "/";

  /** The name for messages without a publishing user. They are counted, and never refused. */
  private static final String HOUSE = "";

  /** The bytes that count for a message besides topic, data and properties. */
  private static final int OVERHEAD = 100;

  private static final int TOPICS_A_QUERY = 500;

  private final Transaction transaction;
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

  RetainedUse(Transaction transaction, RetainedBounds bounds) {
    this.transaction = transaction;
    this.bounds = bounds;
  }

  /** Returns the counts of a transaction. */
  static RetainedUse of(Transaction transaction) {
    return transaction.quota(RetainedUse.class);
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

  @Override
  public void lookUp(List<Draft> drafts) throws SQLException {
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
      transaction
          .sql()
          .list(
              "SELECT topic, owner, size FROM retained WHERE topic IN "
                  + Sql.placeholders(some.size()),
              row -> topics.put(row.getString(1), new Item(row.getString(2), row.getLong(3))),
              some.toArray());
    }
  }

  @Override
  public void check(List<Message> messages) throws SQLException {
    String owner = HOUSE;
    for (Message message : messages) {
      if (message.retain()) {
        owner = owner(message.sender()); // a request has one
      }
    }
    check(owner, wanted(messages));
  }

  @Override
  public void count(List<Message> messages) throws SQLException {
    Map<String, @Nullable Item> wanted = wanted(messages);
    lookUp(wanted.keySet());
    for (Map.Entry<String, @Nullable Item> one : wanted.entrySet()) {
      put(one.getKey(), one.getValue());
    }
  }

  /** Returns what the messages' topics will retain; null: nothing any more. */
  private static Map<String, @Nullable Item> wanted(List<Message> messages) {
    Map<String, @Nullable Item> wanted = new LinkedHashMap<>();
    for (Message message : messages) {
      if (message.retain()) {
        wanted.put(
            message.topic().name(),
            message.clearsRetained() ? null : new Item(owner(message.sender()), size(message)));
      }
    }
    return wanted;
  }

  @Override
  public void checkLater(List<Draft> drafts) throws SQLException {
    for (Draft draft : drafts) {
      if (draft.retain()) {
        String owner = owner(draft.sender());
        String topic = draft.topic().name();
        Item one = new Item(owner, size(topic, draft.data(), draft.properties()));
        check(owner, Map.of(topic, one));
      }
    }
  }

  /** Without {@code retain}, a message is sent as any other. */
  @Override
  public Draft reduce(Draft draft) {
    return draft.retain() ? draft.withoutRetain() : draft;
  }

  private void check(String owner, Map<String, @Nullable Item> wanted) throws SQLException {
    if (owner.equals(HOUSE)) {
      return;
    }
    lookUp(wanted.keySet());
    Use before = use(owner);
    Use allBefore = use(ALL);
    Use after = before;
    Use all = allBefore;
    for (Map.Entry<String, @Nullable Item> one : wanted.entrySet()) {
      Item old = topics.get(one.getKey());
      if (old != null) {
        all = all.minus(old);
        after = old.owner.equals(owner) ? after.minus(old) : after;
      }
      Item next = one.getValue();
      if (next != null) {
        all = all.plus(next);
        after = next.owner.equals(owner) ? after.plus(next) : after;
      }
    }
    check(before, after, allBefore, all);
  }

  private void check(Use before, Use after, Use allBefore, Use all) {
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
    if (known == null) {
      known =
          transaction
              .sql()
              .first(
                  "SELECT topics, size FROM retained_use WHERE owner = ?",
                  row -> new Use(row.getLong(1), row.getLong(2)),
                  owner);
      known = known == null ? new Use(0, 0) : known;
      users.put(owner, known);
    }
    return known;
  }

  /**
   * Returns those of the topics that have a retained message.
   *
   * @param owner the user who must have published it; null: any
   */
  List<String> topics(@Nullable String owner, Collection<String> names) throws SQLException {
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

  @Override
  public void store() throws SQLException {
    for (String owner : changed) {
      Use use = use(owner);
      if (use.topics <= 0 && !owner.equals(ALL)) {
        transaction.sql().update("DELETE FROM retained_use WHERE owner = ?", owner);
      } else {
        transaction
            .sql()
            .update(
                "INSERT INTO retained_use (owner, topics, size) VALUES (?,?,?) ON CONFLICT (owner)"
                    + " DO UPDATE SET topics = excluded.topics, size = excluded.size",
                owner,
                use.topics,
                use.size);
      }
    }
    changed.clear();
  }
}
