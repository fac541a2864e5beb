package io.reddot.http;

import io.reddot.message.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How much is held of bodies that come or go slowly, for each user and for all. Thread-safe. */
public final class BodyMemory {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final long mostOfUser;
  private final long mostOfAll;
  private final AtomicLong all = new AtomicLong();

  /** Only users of whom something is held. */
  private final Map<String, Long> byUser = new ConcurrentHashMap<>();

  /**
   * @param mostOfUser in bytes, as is the other
   */
  public BodyMemory(long mostOfUser, long mostOfAll) {
    this.mostOfUser = mostOfUser;
    this.mostOfAll = mostOfAll;
  }

  public Share of(String user) {
    return new Share(user);
  }

  /** What one body of a user holds. Thread-safe. */
  public final class Share {
    private final String user;
    private final AtomicLong held = new AtomicLong();

    private Share(String user) {
      this.user = user;
    }

    /**
     * Holds so many bytes more.
     *
     * @throws Problem (429) if the user holds too much, (503) if all together do
     */
    public void hold(int bytes) {
      held.addAndGet(bytes);
      long total = all.addAndGet(bytes);
      long ofUser = byUser.merge(user, (long) bytes, Long::sum);
      if (ofUser > mostOfUser) {
        throw Problem.tooMany("Too many large bodies of this user are on their way at once.", SOON);
      }
      if (total > mostOfAll) {
        throw Problem.unavailable("Too many large bodies are on their way at once.");
      }
    }

    /** The body is complete, or given up. */
    public void release() {
      long bytes = held.getAndSet(0);
      if (bytes > 0) {
        all.addAndGet(-bytes);
        byUser.computeIfPresent(user, (u, sum) -> sum - bytes <= 0 ? null : sum - bytes);
      }
    }
  }

  /** How much is held. */
  public long held() {
    return all.get();
  }

  /** Of how many users something is held. */
  public int users() {
    return byUser.size();
  }
}
