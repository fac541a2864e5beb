package io.reddot.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of one kind for each user, for each address, and for all together.
 *
 * <p>A share belongs to one body, message or packet, or to one connection. It counts the bytes that
 * its owner keeps in memory, until they are complete or given up. Thread-safe.
 */
public final class MemoryBudget {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final String what;
  private final Bounds bounds;
  private final AtomicLong all = new AtomicLong();

  /** Contains only owners that hold bytes, so its size is bounded by what is held. */
  private final Map<String, Long> byUser = new ConcurrentHashMap<>();

  /** As {@code byUser}. */
  private final Map<String, Long> byAddress = new ConcurrentHashMap<>();

  /**
   * Bounds in bytes; 0 is unbounded.
   *
   * @param user for one user
   * @param address for one address
   * @param all for all owners together
   */
  public record Bounds(long user, long address, long all) {}

  /**
   * @param what what is counted, in the plural, for the sentences of refusals
   */
  public MemoryBudget(String what, Bounds bounds) {
    this.what = what;
    this.bounds = bounds;
  }

  /**
   * @param user empty if none is known; then only the address counts
   * @param address empty if none is known; then only the user counts
   */
  public Share of(String user, String address) {
    return new Share(user, address);
  }

  /** The memory that one owner holds. Thread-safe; it may be released at any time. */
  public final class Share {
    private final String address;

    @GuardedBy("this")
    private String user;

    @GuardedBy("this")
    private long held;

    private Share(String user, String address) {
      this.user = user;
      this.address = address;
    }

    /**
     * Holds this number of bytes more, or none of them.
     *
     * @throws Problem (429) if the user or the address would hold too much, (503) if all owners
     *     together would
     */
    public synchronized void hold(long bytes) {
      if (bytes > 0) {
        take(bytes);
        held += bytes;
      }
    }

    /**
     * Holds this number of bytes from now on: more than before, or fewer.
     *
     * @throws Problem as {@link #hold}; then nothing changes
     */
    public synchronized void holdExactly(long bytes) {
      if (bytes < held) {
        give(held - bytes);
        held = bytes;
      } else {
        hold(bytes - held);
      }
    }

    /**
     * Counts this share for a user, too, from now on. Does nothing if its user is known already.
     *
     * @throws Problem (429) if the user would hold too much; then nothing changes
     */
    public synchronized void identify(String known) {
      if (!user.isEmpty()) {
        return;
      }
      if (exceeds(count(byUser, known, held), bounds.user)) {
        count(byUser, known, -held);
        throw Problem.tooMany(tooMany(" of this user"), SOON);
      }
      user = known;
    }

    /** Gives back this number of bytes. */
    public synchronized void giveBack(long bytes) {
      long given = Math.min(bytes, held);
      give(given);
      held -= given;
    }

    /** Gives back all bytes. A second call does nothing. */
    public synchronized void release() {
      give(held);
      held = 0;
    }

    @GuardedBy("this")
    private void take(long bytes) {
      long ofUser = count(byUser, user, bytes);
      long ofAddress = count(byAddress, address, bytes);
      long total = all.addAndGet(bytes);
      if (exceeds(ofUser, bounds.user) || exceeds(ofAddress, bounds.address)) {
        give(bytes);
        String whose = exceeds(ofUser, bounds.user) ? "user" : "address";
        throw Problem.tooMany(tooMany(" of this " + whose), SOON);
      }
      if (exceeds(total, bounds.all)) {
        give(bytes);
        throw Problem.unavailable(tooMany(""));
      }
    }

    @GuardedBy("this")
    private void give(long bytes) {
      if (bytes > 0) {
        all.addAndGet(-bytes);
        count(byUser, user, -bytes);
        count(byAddress, address, -bytes);
      }
    }
  }

  private String tooMany(String whose) {
    return "Too many large " + what + whose + " are in progress: retry when some have ended.";
  }

  private static boolean exceeds(long held, long bound) {
    return bound > 0 && held > bound;
  }

  /** Returns how much {@code key} holds afterwards; 0 if the key is empty. */
  private static long count(Map<String, Long> held, String key, long bytes) {
    if (key.isEmpty()) {
      return 0;
    }
    Long now =
        held.compute(
            key,
            (known, before) -> {
              long sum = (before == null ? 0 : before) + bytes;
              return sum <= 0 ? null : sum;
            });
    return now == null ? 0 : now;
  }

  /** Returns how much all owners hold. */
  public long held() {
    return all.get();
  }

  /** Returns the number of users and addresses that hold something. */
  public int owners() {
    return byUser.size() + byAddress.size();
  }
}
