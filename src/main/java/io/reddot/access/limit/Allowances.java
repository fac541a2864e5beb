package io.reddot.access.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The allowances of all users, or of all addresses.
 *
 * <p>Threat: whoever has many names or addresses makes us remember each. So there is a bound. What
 * is full again and holds no session is forgotten first, which loses nothing; where that makes no
 * room, newcomers share a few allowances among them. Nobody's allowance is ever given up for a
 * newcomer's: else a flood of names would fill the flooder's own bucket anew.
 *
 * <p>Thread-safe. Who takes from an allowance at the very moment when it is forgotten has taken
 * from nobody: one call more, where there was room for all of them.
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

  /** From which number on it is worth looking for what can be forgotten. */
  private volatile int sweepAt = FIRST_SWEEP;

  private final AtomicLong nextSweep;

  /**
   * @param most so many are remembered
   * @param seed which of the newcomers share is for nobody to foresee
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

  /** Seldom enough to cost a caller nothing on the whole, even where it is in vain. */
  private void sweep(long now) {
    long next = nextSweep.get();
    if (now - next < 0 || !nextSweep.compareAndSet(next, now + REST)) {
      return;
    }
    byKey.values().removeIf(allowance -> allowance.forget(now));
    sweepAt = Math.max(FIRST_SWEEP, 2 * byKey.size());
  }

  /** How many are remembered. */
  int size() {
    return byKey.size();
  }
}
