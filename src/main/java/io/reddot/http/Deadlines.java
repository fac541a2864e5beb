package io.reddot.http;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The clock of requests that hold no thread. Not the containers' own timeouts: after one WildFly
 * reads the rest of a body with a thread, and cuts an answer that is being sent. Thread-safe.
 */
@ApplicationScoped
public class Deadlines {
  private static final System.Logger LOGGER = System.getLogger(Deadlines.class.getName());
  private static final long TICK_MILLIS = 100;

  @Resource private ManagedThreadFactory factory;

  private final Set<Deadline> watched = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** What has to end at some time. */
  @FunctionalInterface
  public interface Deadline {
    /**
     * Looks at the clock; may not block.
     *
     * @param now as {@link System#nanoTime} says it
     */
    void tick(long now);
  }

  @PostConstruct
  void start() {
    Thread clock = factory.newThread(this::run);
    clock.setName("reddot-deadlines");
    clock.start();
  }

  @PreDestroy
  void stop() {
    stopped.countDown();
  }

  private void run() {
    try {
      while (!stopped.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        watched.forEach(deadline -> tick(deadline, now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container ends its threads: so do we
    }
  }

  /** One that fails must not keep the others from ending. */
  private static void tick(Deadline deadline, long now) {
    try {
      deadline.tick(now);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "a request that had to end did not", e);
    }
  }

  /** Has it called about ten times a second, until {@link #forget}. */
  public void watch(Deadline deadline) {
    watched.add(deadline);
  }

  public void forget(Deadline deadline) {
    watched.remove(deadline);
  }
}
