package io.reddot.inbox;

import io.reddot.access.Memberships;
import io.reddot.log.InboxStore;
import io.reddot.log.MessageLog;
import io.reddot.message.LoggedEvent;
import io.reddot.message.SystemEvent.MembershipChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Caches the groups that users joined, because every request needs them. Events of the log
 * invalidate the cache on each node. Thread-safe.
 */
@ApplicationScoped
public class StoredMemberships implements Memberships {
  /** The most users that are cached; others are read from the database. */
  private static final int REMEMBERED = 50_000;

  private final InboxStore store;
  private final Map<String, Map<String, Long>> remembered = new ConcurrentHashMap<>();

  /** How often an entry was invalidated: a concurrent read may be out of date. */
  private final AtomicLong forgotten = new AtomicLong();

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected StoredMemberships() {
    this.store = null;
  }

  @Inject
  public StoredMemberships(MessageLog log) {
    this(log.inbox());
  }

  StoredMemberships(InboxStore store) {
    this.store = store;
  }

  @Override
  public Map<String, Long> of(String user) {
    Map<String, Long> known = remembered.get(user);
    if (known != null) {
      return known;
    }
    long before = forgotten.get();
    Map<String, Long> read = Map.copyOf(store.memberships(user));
    if (remembered.size() >= REMEMBERED) {
      remembered.clear(); // rare enough to need no better eviction
    }
    remembered.put(user, read);
    if (forgotten.get() != before) {
      remembered.remove(user, read); // it may have changed during the read
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

  /** The user has joined or left a group. */
  void forget(String user) {
    forgotten.incrementAndGet();
    remembered.remove(user);
  }
}
