package io.reddot.inbox;

import io.reddot.access.Memberships;
import io.reddot.config.SingleInstance;
import io.reddot.log.MessageLog;
import io.reddot.message.LoggedEvent;
import io.reddot.message.SystemEvent.MembershipChanged;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Caches the groups that users joined, because every request needs them. Events of the log
 * invalidate the cache on each node. Thread-safe.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@SingleInstance
public class StoredMemberships implements Memberships {
  /** The largest number of users in the cache, which is emptied when it is full. */
  private static final int MAX_USERS = 50_000;

  private final Function<String, Map<String, Long>> store;
  private final Map<String, Map<String, Long>> cache = new ConcurrentHashMap<>();

  /** Counts invalidations: a read during one may be out of date. */
  private final AtomicLong invalidations = new AtomicLong();

  @Inject
  public StoredMemberships(MessageLog log) {
    this(new InboxStore(log)::memberships);
  }

  /**
   * @param store reads a user's groups from the database
   */
  StoredMemberships(Function<String, Map<String, Long>> store) {
    this.store = store;
  }

  @Override
  public Map<String, Long> of(String user) {
    Map<String, Long> cached = cache.get(user);
    if (cached != null) {
      return cached;
    }
    long before = invalidations.get();
    Map<String, Long> read = Map.copyOf(store.apply(user));
    if (cache.size() >= MAX_USERS) {
      cache.clear(); // rare enough to need no better eviction
    }
    cache.put(user, read);
    if (invalidations.get() != before) {
      cache.remove(user, read); // it may have changed during the read
    }
    return read;
  }

  @Override
  public void follow(List<LoggedEvent> events) {
    for (LoggedEvent logged : events) {
      if (logged.event() instanceof MembershipChanged changed) {
        forget(changed.user());
      }
    }
  }

  /** Removes from the cache a user who has joined or left a group. */
  void forget(String user) {
    invalidations.incrementAndGet();
    cache.remove(user);
  }
}
