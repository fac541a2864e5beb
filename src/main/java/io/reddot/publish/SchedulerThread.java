package io.reddot.publish;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.container.Threads;
import io.reddot.container.Timer;
import io.reddot.log.MessageLog;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler and its thread. {@link SchedulerLifecycle} stops it in order. If the application
 * fails to start, the container does not call it; this bean then stops the thread when it is
 * destroyed. Thread-safe.
 */
@ApplicationScoped
public class SchedulerThread {
  /** The time that a step in progress gets to finish. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  @Inject private Threads threads;
  @Inject private MessageLog log;

  @GuardedBy("this")
  private @Nullable Timer timer;

  synchronized void start() {
    PublishMetrics unused = PublishMetrics.of(Way.SCHEDULE); // loads those of all ways
    Timer started = threads.timer("reddot-scheduler");
    started.repeat(
        new Scheduler(new ScheduleStore(log.transactions()), InstantSource.system())::run);
    timer = started;
  }

  /** Stops the thread; does nothing when called again. */
  @PreDestroy
  synchronized void stop() {
    if (timer != null) {
      boolean unused = timer.close(ENDING);
      timer = null;
    }
  }
}
