package io.reddot.container;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The container's threads, and what is made of them. What {@link #start} returns ends with the
 * application at the latest, also with one that failed to start: then the containers tell its beans
 * that it is over, but not the servlets that had started already. A pool or a timer is closed by
 * the bean that it belongs to, in that bean's order. Thread-safe.
 */
@ApplicationScoped
public class Threads implements ThreadFactory {
  @Resource private @Nullable ManagedThreadFactory factory;

  @GuardedBy("this")
  private final List<Thread> started = new ArrayList<>();

  @Override
  public Thread newThread(Runnable task) {
    if (factory == null) {
      throw new IllegalStateException("the container gave no ManagedThreadFactory");
    }
    return factory.newThread(task);
  }

  /** Starts a thread, which has to end when it is interrupted. */
  public synchronized Thread start(String name, Runnable task) {
    Thread thread = newThread(task);
    thread.setName(name);
    thread.start();
    started.add(thread);
    return thread;
  }

  /** As {@link BoundedExecutor#BoundedExecutor}. */
  public BoundedExecutor pool(int threads, int waiting) {
    return new BoundedExecutor(threads, waiting, this);
  }

  /** As {@link Timer#Timer}. */
  public Timer timer(String name) {
    return new Timer(name, this);
  }

  @PreDestroy
  synchronized void close() {
    started.forEach(Thread::interrupt); // in order they have ended before
  }
}
