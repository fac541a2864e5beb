package io.reddot.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.access.Caller;
import io.reddot.message.TopicFilter;
import io.reddot.presence.RefusalStore.Refusal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Records subscriptions that were refused by grants, because the grants of a user are in its token
 * and cannot be known later. They are written in the background.
 *
 * <p>Callers choose what they ask for, so the record is bounded: of more than {@value
 * RefusalStore#ROWS} refusals between two writes the others are dropped, and {@link RefusalStore}
 * keeps a few of each user. Thread-safe; {@link #write} is for one thread. Nothing is read or
 * written under the lock.
 */
final class Refusals {
  /** The number of characters of grants that are kept. */
  private static final int GRANTS = 500;

  private final RefusalStore store;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** The latest refusals that are not stored yet. */
  @GuardedBy("lock")
  private final Map<Key, Refusal> pending = new LinkedHashMap<>();

  private record Key(String user, String filter) {
    static Key of(Refusal one) {
      return new Key(one.user(), one.filter());
    }
  }

  Refusals(RefusalStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Records a refusal. */
  void refused(Caller caller, TopicFilter filter) {
    Refusal refusal = new Refusal(caller.user(), filter.pattern(), clock.instant(), grants(caller));
    lock.lock();
    try {
      if (pending.size() < RefusalStore.ROWS || pending.containsKey(Key.of(refusal))) {
        pending.put(Key.of(refusal), refusal);
      }
    } finally {
      lock.unlock();
    }
  }

  private static String grants(Caller caller) {
    StringBuilder grants = new StringBuilder();
    for (TopicFilter one : caller.grants().subscribe()) {
      if (grants.length() + one.pattern().length() > GRANTS) {
        return grants.append(grants.isEmpty() ? "…" : ", …").toString();
      }
      grants.append(grants.isEmpty() ? "" : ", ").append(one.pattern());
    }
    return grants.toString();
  }

  /** Stores what was recorded. What cannot be stored is tried again the next time. */
  void write() {
    List<Refusal> some = pending();
    if (!some.isEmpty()) {
      store.write(some).toCompletableFuture().join();
      lock.lock();
      try {
        some.forEach(one -> pending.remove(Key.of(one), one));
      } finally {
        lock.unlock();
      }
    }
  }

  /** Deletes the rows of refusals before the oldest message in the log. */
  void forget() {
    while (store.forget().toCompletableFuture().join() >= RefusalStore.ROWS) {
      // short transactions, until nothing is left
    }
  }

  private List<Refusal> pending() {
    lock.lock();
    try {
      return List.copyOf(pending.values());
    } finally {
      lock.unlock();
    }
  }

  /** Returns the known refusals of a user, the newest first. */
  List<Refusal> of(String user) {
    List<Refusal> all =
        pending().stream()
            .filter(one -> one.user().equals(user))
            .collect(Collectors.toCollection(ArrayList::new));
    all.addAll(store.of(user));
    all.sort(Comparator.comparing(Refusal::at).reversed());
    return all;
  }
}
