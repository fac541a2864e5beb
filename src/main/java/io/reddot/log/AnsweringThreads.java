package io.reddot.log;

import io.reddot.container.BoundedExecutor;
import io.reddot.container.Threads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Answers the callers whose changes are committed, so that the committing thread does not. The
 * number of waiting tasks is bounded by the number of changes that may wait for a commit.
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
    try {
      pool.execute(answer);
    } catch (RejectedExecutionException e) {
      answer.run(); // the application is stopping, and still answers what it commits
    }
  }

  /**
   * Accepts no more tasks; waiting ones still run. The log closes after this, and commits what it
   * accepted.
   */
  @PreDestroy
  void close() {
    pool.shutdown();
  }
}
