package io.reddot.hub;

import io.reddot.access.Revocations;
import io.reddot.config.StartUp;
import io.reddot.container.ProcessorTime;
import io.reddot.log.MessageLog;
import io.reddot.message.CallerLog;
import jakarta.inject.Inject;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the hub with the application and stops it in order: it rejects new sessions, says goodbye
 * to the others, gives their pending writes a moment, and ends the threads.
 *
 * <p>This is a servlet (in {@code web.xml}) that serves no requests, and not a listener, because
 * containers close WebSockets before they call listeners, but destroy servlets before that.
 */
public class HubLifecycle extends GenericServlet {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOGGER = System.getLogger(HubLifecycle.class.getName());
  private static final Duration FAREWELLS = Duration.ofSeconds(5);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final String DESCRIPTOR = "/META-INF/maven/io.reddot/reddot/pom.properties";

  @Inject private transient MessageLog log;
  @Inject private transient SessionRegistry registry;
  @Inject private transient SessionLedger ledger;
  @Inject private transient Revocations revocations;
  @Inject private transient HubSettings settings;
  @Inject private transient HubThreads threads;
  @Inject private transient HubHealth health;
  @Inject private transient Drain drain;
  @Inject private transient Node node;

  private transient @Nullable SharedTail tail;

  @Override
  public void init() {
    FanOut fanOut = registry.fanOut();
    SharedTail opened = fanOut.openTail();
    tail = opened;
    Step place = opened.place();
    revocations.load(); // the tail brings later ones
    ProcessorTime processorTime = new ProcessorTime();
    List<Thread> started = new ArrayList<>();
    for (Lane lane : fanOut.lanes()) {
      Pace pace = new Pace(settings.utilization(), processorTime, System::nanoTime);
      started.add(
          threads.start(
              "reddot-lane-" + started.size(),
              new Pump(opened, place, lane, pace, started.size())));
    }
    threads.clock().every(BEAT, this::beat);
    started.add(threads.start("reddot-unread", registry.counts()));
    ledger.start(registry::sessions);
    health.started(started);
    LOGGER.log(
        Level.INFO,
        "Red Dot "
            + version()
            + " has started on node "
            + node.name()
            + "; the log "
            + log.name()
            + " ends at position "
            + log.head()
            + "; "
            + StartUp.settings().described());
  }

  /** Returns the version of the WAR, as Maven writes it there. */
  private String version() {
    try (InputStream in = getServletContext().getResourceAsStream(DESCRIPTOR)) {
      Properties descriptor = new Properties();
      if (in != null) {
        descriptor.load(in);
      }
      return descriptor.getProperty("version", "(unknown version)");
    } catch (IOException e) {
      return "(unknown version)";
    }
  }

  private void beat() {
    registry.tick();
    drain.beat();
    health.beat();
    CallerLog.SHARED.flush();
  }

  @Override
  public void destroy() {
    health.stopping();
    LOGGER.log(
        Level.INFO,
        "Red Dot stops on node "
            + node.name()
            + "; sessions to end: "
            + registry.sessions().size());
    registry.close(settings.goodbyeSpread());
    awaitFarewells();
    registry.counts().close();
    threads.clock().close();
    ledger.close(); // stores the sessions that have just ended
    if (tail != null) {
      tail.close();
    }
  }

  /** Waits until all sessions have ended, for at most {@link #FAREWELLS}. */
  private void awaitFarewells() {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + FAREWELLS.toNanos();
    while (!registry.sessions().isEmpty() && System.nanoTime() < deadline) {
      try {
        boolean unused = never.await(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // no requests are mapped to it
  }
}
