package io.reddot.log;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answer those whose changes are committed, so that the thread that commits does not. The threads
 * are the container's; its executor would do, too, but Payara's captures the application's context
 * anew for each task, by a scan of the class path, and the thread that commits would pay for it.
 * What waits is bounded by what may wait to be committed. Thread-safe.
 */
@ApplicationScoped
public class AnsweringThreads implements Executor {
  private static final int THREADS = 4;

  @Resource private ManagedThreadFactory factory;
  private ThreadPoolExecutor pool;

  @PostConstruct
  void open() {
    pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable answer) {
    pool.execute(answer);
  }

  /** What waits is still answered: the log closes after this, and commits what it accepted. */
  @PreDestroy
  void close() {
    pool.shutdown();
  }
}
