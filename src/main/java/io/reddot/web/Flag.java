package io.reddot.web;

import io.reddot.message.Problem;
import org.jspecify.annotations.Nullable;

/** A switch in a query, with the same two values as in JSON. Stateless. */
public final class Flag {
  private Flag() {}

  /**
   * @param text null if it was left out, which is false
   * @throws Problem (400) if it is neither {@code true} nor {@code false}
   */
  public static boolean parse(String name, @Nullable String text) {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw Problem.badRequest("'" + name + "' is neither true nor false.");
  }
}
