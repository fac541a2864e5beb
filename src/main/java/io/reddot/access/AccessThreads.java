package io.reddot.access;

import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import io.reddot.container.BoundedExecutor;
import io.reddot.container.Threads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutorService;

/**
 * The threads that check credentials and fetch keys, and so may have to wait for the issuer of the
 * keys. They are separate from all other threads because they block while the issuer does not
 * answer. Thread-safe.
 */
@ApplicationScoped
public class AccessThreads {
  private static final int CHECKING = 4;

  @Inject private Threads threads;
  @Inject private Settings settings;

  private Checking checking;
  private BoundedExecutor refreshing;

  @PostConstruct
  void open() {
    checking = new Checking(threads.pool(CHECKING, settings.get(Limiting.WAITING_LOGINS)));
    refreshing = threads.pool(1, BoundedExecutor.BOUNDED_ELSEWHERE);
  }

  /** Checks credentials for connections whose own thread must not wait. */
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
