package io.reddot.publish;

import jakarta.inject.Inject;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Runs the scheduler while the application runs. This is a servlet that serves no requests, and not
 * a bean, so that it ends before the log does.
 */
public class SchedulerLifecycle extends GenericServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient SchedulerThread thread;

  @Override
  public void init() {
    thread.start();
  }

  @Override
  public void destroy() {
    thread.stop();
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // no requests are mapped to it
  }
}
