package io.reddot.access;

import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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

  @Inject private Settings settings;

  private Checking checking;
  private ThreadPoolExecutor refreshing;

  @PostConstruct
  void open() {
    checking = new Checking(CHECKING, settings.get(Limiting.WAITING_LOGINS), factory);
    refreshing =
        new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    refreshing.allowCoreThreadTimeOut(true);
  }

  /** Finds out who callers are that come over a connection whose own thread must not wait. */
  Checking checking() {
    return checking;
  }

  /** Fetches keys; at most one fetch waits. */
  ExecutorService refreshing() {
    return refreshing;
  }

  @PreDestroy
  void close() {
    checking.close();
    refreshing.shutdownNow();
  }
}
