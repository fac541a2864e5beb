package io.reddot.web;

import io.reddot.message.Problem;

/** Parses the size of a page from the query. Stateless. */
public final class Limit {
  private Limit() {}

  /**
   * @throws Problem (400) if it is not a number from 1 to {@code maximum}
   */
  public static int parse(String text, int maximum) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= maximum) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw Problem.badRequest("'limit' must be a number from 1 to " + maximum + ".");
  }
}
