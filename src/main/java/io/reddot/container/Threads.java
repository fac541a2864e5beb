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
 * Creates threads, pools and timers from the container's threads. A thread of {@link #start} is
 * interrupted at the latest when the application ends. This also holds if the application failed to
 * start: containers then destroy its beans, but not the servlets that had started. A pool or a
 * timer must be closed by the bean that owns it. Thread-safe.
 */
@ApplicationScoped
public class Threads implements ThreadFactory {
  @Resource private @Nullable ManagedThreadFactory factory;

  @GuardedBy("this")
  private final List<Thread> started = new ArrayList<>();

  @Override
  public Thread newThread(Runnable task) {
    if (factory == null) {
      throw new IllegalStateException("the container provides no ManagedThreadFactory");
    }
    return factory.newThread(task);
  }

  /** Starts a thread, which must end when it is interrupted. */
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
    started.forEach(Thread::interrupt); // after an orderly stop they have ended already
  }
}
