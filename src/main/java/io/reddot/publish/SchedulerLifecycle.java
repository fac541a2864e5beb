package io.reddot.publish;

import io.reddot.log.MessageLog;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scheduler as long as the application is there. A servlet that serves nothing, and not a
 * bean, so that it ends before the log does.
 */
public class SchedulerLifecycle extends GenericServlet {
  private static final long serialVersionUID = 1L;
  private static final long ENDING_MILLIS = 5_000;

  @Resource private transient @Nullable ManagedThreadFactory factory;
  @Inject private transient MessageLog log;
  private transient @Nullable Scheduler scheduler;
  private transient @Nullable Thread thread;

  @Override
  public void init() {
    if (factory == null) {
      throw new IllegalStateException("the container gave no ManagedThreadFactory");
    }
    Scheduler started = new Scheduler(log.schedule(), InstantSource.system());
    Thread running = factory.newThread(started);
    running.setName("reddot-scheduler");
    running.start();
    scheduler = started;
    thread = running;
  }

  @Override
  public void destroy() {
    if (scheduler == null || thread == null) {
      return;
    }
    scheduler.close();
    try {
      thread.join(ENDING_MILLIS); // it may be in the midst of sending
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // mapped to nothing
  }
}
