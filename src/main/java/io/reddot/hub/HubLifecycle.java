package io.reddot.hub;

import io.reddot.log.MessageLog;
import io.reddot.log.Tail;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the hub with the application and takes it down in order: nobody comes in, everybody is
 * told goodbye, what is still being written gets a moment, then the threads end.
 */
@WebListener
public class HubLifecycle implements ServletContextListener {
  private static final System.Logger LOGGER = System.getLogger(HubLifecycle.class.getName());
  private static final Duration FAREWELLS = Duration.ofSeconds(5);

  @Inject private MessageLog log;
  @Inject private SessionRegistry registry;
  @Inject private HubSettings settings;
  @Inject private HubThreads threads;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Tail tail;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Tail opened = registry.openTail();
    tail = opened;
    threads.start("reddot-pump", () -> pump(opened));
    threads.start("reddot-clock", this::watchClock);
    LOGGER.log(Level.INFO, "Red Dot is up; the log " + log.name() + " ends at " + log.head());
  }

  private void pump(Tail tail) {
    while (stopped.getCount() > 0) {
      try {
        Tail.Batch batch = tail.next();
        if (batch == null) {
          return;
        }
        registry.fanOut(batch);
      } catch (InterruptedException e) {
        return; // the container ends its threads
      } catch (RuntimeException e) {
        LOGGER.log(Level.ERROR, "could not follow the log; trying again", e);
        pause();
      }
    }
  }

  private void watchClock() {
    while (stopped.getCount() > 0) {
      pause();
      try {
        registry.tick();
      } catch (RuntimeException e) {
        LOGGER.log(Level.ERROR, "a session's heartbeat failed", e);
      }
    }
  }

  /** A second, or until the end. */
  private void pause() {
    try {
      stopped.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    registry.close(settings.goodbyeSpread());
    long deadline = System.nanoTime() + FAREWELLS.toNanos();
    while (!registry.sessions().isEmpty() && System.nanoTime() < deadline) {
      try {
        stopped.await(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    stopped.countDown();
    if (tail != null) {
      tail.close();
    }
  }
}
