package io.reddot.web;

import java.security.Principal;

/**
 * Is told of calls that are for operators only and were answered with 403. This is an interface
 * because the audit belongs to a higher rank. Thread-safe.
 */
public interface Refusals {
  /**
   * Handles one refused call, without waiting.
   *
   * @param caller the admitted caller, who lacks the role
   * @param call the method and the path, without the query, which may hold a token
   */
  void forbidden(Principal caller, String address, String call);
}
