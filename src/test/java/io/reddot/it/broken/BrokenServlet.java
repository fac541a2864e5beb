package io.reddot.it.broken;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;

/** Fails when everything else has started. */
@WebServlet(urlPatterns = "/broken", loadOnStartup = 1_000)
public class BrokenServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  public void init() {
    throw new IllegalStateException("this servlet is meant to fail");
  }
}
