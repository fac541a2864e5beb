package io.reddot.log.jdbc;

import io.reddot.message.TopicFilter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers for a minute for which filters a {@link TopicSearch} gave up, so that the pages of one
 * replay do not repeat it. Another search may be forgotten instead, or be taken for one that gave
 * up, where the hash codes of filters collide; that costs time, but no page lacks a message.
 * Thread-safe and lock-free.
 */
final class VainSearches {
  private static final int SLOTS = 1_024;
  private static final long SECONDS = 60;

  private final InstantSource clock;

  /** Hash code and time, in seconds, of the last search that each slot stands for. */
  private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

  VainSearches(InstantSource clock) {
    this.clock = clock;
  }

  boolean contains(Collection<TopicFilter> filters) {
    int hash = hash(filters);
    long slot = slots.get(Math.floorMod(hash, SLOTS));
    return (int) (slot >>> Integer.SIZE) == hash && now() - (slot & 0xffff_ffffL) < SECONDS;
  }

  void add(Collection<TopicFilter> filters) {
    int hash = hash(filters);
    slots.set(Math.floorMod(hash, SLOTS), (long) hash << Integer.SIZE | now());
  }

  private static int hash(Collection<TopicFilter> filters) {
    return Set.copyOf(filters).hashCode();
  }

  private long now() {
    return clock.instant().getEpochSecond() & 0xffff_ffffL;
  }
}
