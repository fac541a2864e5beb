package io.reddot.web;

import io.reddot.container.Threads;
import io.reddot.container.Timer;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Enforces the deadlines of requests that hold no thread, in place of the containers' own timeouts.
 * When one of those expires, a container may read the rest of a body with a thread, or cut off an
 * answer that is being sent. Thread-safe.
 */
@ApplicationScoped
public class Deadlines {
  private static final System.Logger LOGGER = System.getLogger(Deadlines.class.getName());
  private static final Duration TICK = Duration.ofMillis(100);

  @Inject private Threads threads;
  private Timer timer;

  private final Set<Deadline> watched = ConcurrentHashMap.newKeySet();

  /** Something that must end at a certain time. */
  @FunctionalInterface
  public interface Deadline {
    /**
     * Looks at the clock; may not block.
     *
     * @param now a value of {@link System#nanoTime}
     */
    void tick(long now);
  }

  @PostConstruct
  void start() {
    timer = threads.timer("reddot-deadlines");
    timer.every(TICK, this::tick);
  }

  @PreDestroy
  void stop() {
    timer.close();
  }

  private void tick() {
    long now = System.nanoTime();
    watched.forEach(deadline -> tick(deadline, now));
  }

  /** Catches failures, so that one deadline does not keep the others from being checked. */
  private static void tick(Deadline deadline, long now) {
    try {
      deadline.tick(now);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "unexpected failure while checking a deadline", e);
    }
  }

  /** Calls {@link Deadline#tick} about ten times a second, until {@link #forget}. */
  public void watch(Deadline deadline) {
    watched.add(deadline);
  }

  public void forget(Deadline deadline) {
    watched.remove(deadline);
  }
}
