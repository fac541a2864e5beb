package io.reddot.access;

import jakarta.servlet.ServletContext;

/** Whether the container is Payara, of which we need to know that where nothing else would tell. */
final class Payara {
  private Payara() {}

  static boolean isHere(ServletContext context) {
    return context.getServerInfo().contains("Payara");
  }
}
