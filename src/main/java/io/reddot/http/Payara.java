package io.reddot.http;

import jakarta.servlet.ServletContext;

/** Whether the container is Payara, of which we need to know that where nothing else would tell. */
public final class Payara {
  private Payara() {}

  public static boolean isHere(ServletContext context) {
    return context.getServerInfo().contains("Payara");
  }
}
