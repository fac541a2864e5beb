package io.reddot.access;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The container's threads for what may have to wait until somebody else answers: who brings a
 * credential, and keys that are fetched. Apart from all other threads, for while the issuer hangs
 * these do. Thread-safe.
 */
@ApplicationScoped
public class AccessThreads {
  private static final int CHECKING = 4;

  @Resource private ManagedThreadFactory factory;
  private ThreadPoolExecutor checking;
  private ThreadPoolExecutor refreshing;

  @PostConstruct
  void open() {
    checking = pool(CHECKING);
    refreshing = pool(1);
  }

  private ThreadPoolExecutor pool(int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Finds out who callers are that come over a connection whose own thread must not wait. */
  public Executor checking() {
    return checking;
  }

  /** Fetches keys. */
  ExecutorService refreshing() {
    return refreshing;
  }

  @PreDestroy
  void close() {
    checking.shutdownNow();
    refreshing.shutdownNow();
  }
}
