package io.reddot.hub;

import io.reddot.access.Memberships;
import io.reddot.access.Revocations;
import io.reddot.container.Timer;
import io.reddot.log.MessageLog;
import io.reddot.log.Tail;
import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the hub with the application and stops it in order: no session joins any more, all are
 * told goodbye, writes that are under way get a moment, then the threads end.
 *
 * <p>A servlet that serves nothing, in {@code web.xml}, and not a listener: the containers destroy
 * servlets first, and close the WebSockets before they call the listeners.
 */
public class HubLifecycle extends GenericServlet {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOGGER = System.getLogger(HubLifecycle.class.getName());
  private static final Duration FAREWELLS = Duration.ofSeconds(5);
  private static final Duration LEDGER = Duration.ofSeconds(5);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final int ROUNDS_TO_FORGET = 12;

  @Inject private transient MessageLog log;
  @Inject private transient SessionRegistry registry;
  @Inject private transient Memberships memberships;
  @Inject private transient Revocations revocations;
  @Inject private transient HubSettings settings;
  @Inject private transient HubThreads threads;

  private final transient CountDownLatch stopped = new CountDownLatch(1);
  private transient @Nullable Tail tail;

  /** How often the ledger was written; read and written on its timer only. */
  private transient int round;

  @Override
  public void init() {
    Tail opened = registry.openTail();
    tail = opened;
    revocations.load(); // the tail tells of revocations from here on
    threads.start("reddot-pump", () -> pump(opened));
    threads.clock().every(BEAT, this::beat);
    threads.start("reddot-unread", registry.counts());
    threads.ledger().every(LEDGER, () -> writeLedger(round++ % ROUNDS_TO_FORGET == 0));
    LOGGER.log(Level.INFO, "Red Dot is up; the log " + log.name() + " ends at " + log.head());
  }

  private void pump(Tail tail) {
    while (stopped.getCount() > 0) {
      try {
        Tail.Batch batch = tail.next();
        if (batch == null) {
          return;
        }
        long began = System.nanoTime();
        memberships.follow(batch.events()); // first: clients that must reconnect are accepted again
        revocations.follow(batch.events()); // and revoked ones are not
        Duration rest = settings.pace().after(registry.fanOut(batch));
        if (!batch.full()) {
          rest(rest.toNanos() - (System.nanoTime() - began));
        }
      } catch (InterruptedException e) {
        return; // the container ends its threads
      } catch (RuntimeException e) {
        failed("could not follow the log; trying again", e);
        rest(BEAT.toNanos());
      }
    }
  }

  /** Logs a failure; one that comes from the end of the application is no error. */
  private void failed(String what, RuntimeException e) {
    boolean over = stopped.getCount() == 0 || Thread.currentThread().isInterrupted();
    if (Problem.cause(e) instanceof Problem problem) { // of the log, which may be closed already
      LOGGER.log(over ? Level.DEBUG : Level.WARNING, what + ": " + problem.detail());
    } else {
      LOGGER.log(over ? Level.DEBUG : Level.ERROR, what, e);
    }
  }

  private void beat() {
    try {
      registry.tick();
      CallerLog.SHARED.flush();
    } catch (RuntimeException e) {
      failed("a session's heartbeat failed", e);
    }
  }

  private void writeLedger(boolean andForget) {
    try {
      registry.ledger().write(registry.sessions());
      if (andForget) {
        registry.ledger().forget();
      }
    } catch (RuntimeException e) {
      failed("could not write the ledger of sessions", e);
    }
  }

  /** Waits, but not beyond the end of the application. */
  private void rest(long nanos) {
    try {
      stopped.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  @Override
  public void destroy() {
    registry.close(settings.goodbyeSpread());
    awaitFarewells();
    stopped.countDown();
    registry.counts().close();
    threads.clock().close();
    endLedger();
    if (tail != null) {
      tail.close();
    }
  }

  /** Waits until all sessions have been told, but not for long. */
  private void awaitFarewells() {
    long deadline = System.nanoTime() + FAREWELLS.toNanos();
    while (!registry.sessions().isEmpty() && System.nanoTime() < deadline) {
      try {
        stopped.await(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Stores the sessions that have just been told goodbye, before the log closes, or gives up. */
  private void endLedger() {
    Timer ledger = threads.ledger();
    Future<?> unused = ledger.after(Duration.ZERO, () -> writeLedger(false));
    if (!ledger.close(FAREWELLS)) {
      LOGGER.log(Level.WARNING, "the ledger of sessions has not been written in " + FAREWELLS);
    }
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // mapped to nothing
  }
}
