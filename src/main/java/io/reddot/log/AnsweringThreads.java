package io.reddot.log;

import io.reddot.container.BoundedExecutor;
import io.reddot.container.Threads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;

/**
 * Answers the callers whose changes are committed, so that the thread that commits does not. The
 * number of tasks that wait is bounded by the number of changes that may wait to be committed.
 * Thread-safe.
 */
@ApplicationScoped
public class AnsweringThreads implements Executor {
  private static final int THREADS = 4;

  @Inject private Threads threads;
  private BoundedExecutor pool;

  @PostConstruct
  void open() {
    pool = threads.pool(THREADS, BoundedExecutor.BOUNDED_ELSEWHERE);
  }

  @Override
  public void execute(Runnable answer) {
    pool.execute(answer);
  }

  /** Tasks that wait still run: the log closes after this, and commits what it accepted. */
  @PreDestroy
  void close() {
    pool.shutdown();
  }
}
