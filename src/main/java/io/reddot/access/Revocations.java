package io.reddot.access;

import io.reddot.message.LoggedEvent;
import io.reddot.message.Problem;
import java.util.List;

/**
 * Tokens that were revoked before they expired. Every request and session must be checked; a cache
 * of tokens must never bypass it. Admission implements it. Thread-safe; a check only reads memory.
 */
public interface Revocations {

  /**
   * Loads stored revocations. Called after this node has begun to follow the log and before it
   * accepts clients.
   */
  void load();

  /** Whether the caller's token was revoked. */
  boolean revoked(Caller caller);

  /** Applies the events that any node has committed, in the log's order. */
  void follow(List<LoggedEvent> events);

  /**
   * @throws Problem (401) if the caller's token was revoked
   */
  default void check(Caller caller) {
    if (revoked(caller)) {
      throw Problem.unauthorized("The token was revoked.");
    }
  }
}
