package io.reddot.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases that have ended: their numbers of renewals have not changed for a term, measured by
 * the clock of the observing node. Counting renewals avoids comparing the clocks of nodes. If the
 * observer itself could not look for a while, because it stood still or the database was down,
 * every lease gets a full term again. Bounded by the leases that are passed. Not thread-safe.
 */
public final class LeaseWatch {
  private final Duration term;
  private final InstantSource clock;

  /** The last number of renewals of each lease, and when it was first seen. */
  private final Map<String, Renewed> known = new HashMap<>();

  private @Nullable Instant looked;

  private record Renewed(long renewals, Instant at) {}

  public LeaseWatch(Duration term, InstantSource clock) {
    this.term = term;
    this.clock = clock;
  }

  /**
   * Called several times a term.
   *
   * @param renewals the numbers of renewals of all leases, by their owners
   * @return those whose leases have ended, with their last numbers
   */
  public Map<String, Long> ended(Map<String, Long> renewals) {
    Instant now = clock.instant();
    Instant before = looked;
    if (before != null && now.isAfter(before.plus(term.dividedBy(2)))) {
      known.clear();
    }
    looked = now;
    known.keySet().retainAll(renewals.keySet());
    Map<String, Long> ended = new HashMap<>();
    renewals.forEach(
        (owner, number) -> {
          Renewed last = known.get(owner);
          if (last == null || last.renewals != number) {
            known.put(owner, new Renewed(number, now));
          } else if (!now.isBefore(last.at.plus(term))) {
            ended.put(owner, number);
          }
        });
    return ended;
  }

  /** Returns when the last renewal of each lease was noticed. */
  public Map<String, Instant> renewed() {
    Map<String, Instant> all = new HashMap<>();
    known.forEach((owner, last) -> all.put(owner, last.at));
    return all;
  }
}
