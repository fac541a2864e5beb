package io.reddot.access.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The allowances of all users, or of all addresses.
 *
 * <p>Threat: a client with many names or addresses makes the server remember each. So their number
 * is bounded. An allowance that is full again and holds no session is forgotten first, which loses
 * nothing. If that makes no room, newcomers share a few allowances. No allowance is evicted for a
 * newcomer; otherwise a flood of names would refill the flooder's own bucket.
 *
 * <p>Thread-safe. A call that takes from an allowance while it is being forgotten is not counted.
 * That admits one extra call to a client whose buckets were full.
 */
final class Allowances {
  private static final int SHARED = 64;
  private static final int FIRST_SWEEP = 1_024;
  private static final long REST = 1_000_000_000;

  private final Quota quota;
  private final int most;
  private final int seed;
  private final Map<String, Allowance> byKey = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Allowance> shared =
      new AtomicReferenceArray<>(SHARED);

  /** The number of allowances from which a sweep is worth its cost. */
  private volatile int sweepAt = FIRST_SWEEP;

  private final AtomicLong nextSweep;

  /**
   * @param most the maximum number of allowances that are remembered
   * @param seed makes it unpredictable which newcomers share an allowance
   */
  Allowances(Quota quota, int most, int seed, long now) {
    this.quota = quota;
    this.most = most;
    this.seed = seed;
    this.nextSweep = new AtomicLong(now);
  }

  Quota quota() {
    return quota;
  }

  Allowance of(String key, long now) {
    Allowance known = byKey.get(key);
    if (known != null && !known.forgotten()) {
      return known;
    }
    if (byKey.size() >= Math.min(sweepAt, most)) {
      sweep(now);
      if (byKey.size() >= most) {
        return shared(key, now);
      }
    }
    Allowance made = byKey.computeIfAbsent(key, k -> new Allowance(quota, now));
    if (made.forgotten()) {
      byKey.remove(key, made);
      return of(key, now);
    }
    return made;
  }

  private Allowance shared(String key, long now) {
    int hash = (key.hashCode() ^ seed) * 0x9e3779b9;
    int slot = (hash >>> 16) % SHARED;
    Allowance known = shared.get(slot);
    if (known != null) {
      return known;
    }
    shared.compareAndSet(slot, null, new Allowance(quota, now));
    Allowance made = shared.get(slot);
    return made == null ? shared(key, now) : made;
  }

  /** Sweeps at most once a second, so that even a sweep that finds nothing costs callers little. */
  private void sweep(long now) {
    long next = nextSweep.get();
    if (now - next < 0 || !nextSweep.compareAndSet(next, now + REST)) {
      return;
    }
    byKey.values().removeIf(allowance -> allowance.forget(now));
    sweepAt = Math.max(FIRST_SWEEP, 2 * byKey.size());
  }

  /** Returns the number of allowances that are remembered. */
  int size() {
    return byKey.size();
  }
}
