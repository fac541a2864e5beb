package io.reddot.transport.mqtt;

import io.reddot.access.Caller;
import io.reddot.access.Grants;
import io.reddot.access.Validity;
import io.reddot.message.Cursor;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The groups that share subscriptions on this node. A group of which a session is kept goes on
 * where it stopped when one of its members is back, as long as this node runs. Thread-safe.
 */
final class Shares {
  /** For the hub: each member's right has been checked when it subscribed. No user has a "/". */
  static final Caller CALLER =
      new Caller(
          "$share/",
          Set.of(),
          Map.of(),
          new Grants(List.of(TopicFilter.ALL, new TopicFilter("$SYS/#")), List.of()),
          Validity.until(Instant.MAX),
          "",
          "");

  private static final int REMEMBERED = 1_000;

  private final MqttBroker broker;
  private final Executor pool;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock; by the whole pattern, group and filter. */
  private final Map<String, Share> shares = new HashMap<>();

  /** Guarded by lock: where groups without a member stopped. */
  private final Map<String, Cursor> stopped =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cursor> eldest) {
          return size() > REMEMBERED;
        }
      };

  Shares(MqttBroker broker, Executor pool) {
    this.broker = broker;
    this.pool = pool;
  }

  void join(MqttSession member, Subscription subscription) {
    Share share;
    lock.lock();
    try {
      share =
          shares.computeIfAbsent(
              subscription.pattern(),
              pattern -> new Share(broker, subscription, new SerialExecutor(pool)));
    } finally {
      lock.unlock();
    }
    share
        .serial()
        .execute(
            () -> {
              if (share == find(subscription.pattern())) {
                share.join(member, start(subscription.pattern()));
              } else {
                join(member, subscription); // its last member has left meanwhile
              }
            });
  }

  private StartAfter start(String pattern) {
    lock.lock();
    try {
      Cursor cursor = stopped.remove(pattern);
      return cursor == null ? StartAfter.LATEST : StartAfter.cursor(cursor);
    } finally {
      lock.unlock();
    }
  }

  /** The member has unsubscribed: whatever it was given and is not done with, others get. */
  void leave(MqttSession member, Subscription subscription) {
    leave(member, subscription.pattern(), Set.of(), false);
  }

  /** The member's connection has ended. Called on its line. */
  void leave(MqttSession member) {
    Set<Long> keeps = member.outbound().keptForShares();
    for (Subscription one : member.subscribed().all()) {
      if (one.share() != null) {
        leave(member, one.pattern(), keeps, member.durable().kept());
      }
    }
  }

  private void leave(MqttSession member, String pattern, Set<Long> keeps, boolean comesBack) {
    Share share = find(pattern);
    if (share == null) {
      return;
    }
    share
        .serial()
        .execute(
            () -> {
              share.leave(member, keeps);
              if (share.empty()) {
                forget(pattern, share, comesBack);
              }
            });
  }

  private void forget(String pattern, Share share, boolean comesBack) {
    lock.lock();
    try {
      shares.remove(pattern, share);
      if (comesBack) {
        stopped.put(pattern, share.cursor());
      }
    } finally {
      lock.unlock();
    }
  }

  /** A member is done with a message that it had for the group. */
  void settled(String pattern, long position) {
    Share share = find(pattern);
    if (share != null) {
      share.serial().execute(() -> share.settled(position));
    }
  }

  private @Nullable Share find(String pattern) {
    lock.lock();
    try {
      return shares.get(pattern);
    } finally {
      lock.unlock();
    }
  }

  void tick() {
    List<Share> all;
    lock.lock();
    try {
      all = List.copyOf(shares.values());
    } finally {
      lock.unlock();
    }
    all.forEach(share -> share.serial().execute(share::tick));
  }
}
