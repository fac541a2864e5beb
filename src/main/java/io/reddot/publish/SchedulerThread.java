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
 * The scheduler and its thread. {@link SchedulerLifecycle} stops it in order; where an application
 * fails to start that is not called, and the end of this bean stops it. Thread-safe.
 */
@ApplicationScoped
public class SchedulerThread {
  /** How long a step that is under way may take to end. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  @Inject private Threads threads;
  @Inject private MessageLog log;

  @GuardedBy("this")
  private @Nullable Timer timer;

  synchronized void start() {
    Timer started = threads.timer("reddot-scheduler");
    started.repeat(
        new Scheduler(new ScheduleStore(log.transactions()), InstantSource.system())::run);
    timer = started;
  }

  /** Again does nothing. */
  @PreDestroy
  synchronized void stop() {
    if (timer != null) {
      boolean unused = timer.close(ENDING);
      timer = null;
    }
  }
}
