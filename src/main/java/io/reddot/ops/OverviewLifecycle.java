package io.reddot.ops;

import jakarta.inject.Inject;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Makes samples while the application runs. This is a servlet that serves no requests, and not a
 * bean, so that it ends before the log does.
 */
public class OverviewLifecycle extends GenericServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient Overview overview;

  @Override
  public void init() {
    overview.start();
  }

  @Override
  public void destroy() {
    overview.stop();
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // no requests are mapped to it
  }
}
