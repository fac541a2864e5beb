package io.reddot.access;

import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.util.List;

/**
 * Which tokens are void before their end. Admission keeps them; whoever lets somebody in asks, each
 * time: nothing that remembers a token may stand before it. Thread-safe; asking costs no more than
 * a look into memory.
 */
public interface Revocations {

  /** Reads what stands. To be called once the log is followed, and before anybody is let in. */
  void load();

  /** Whether what the caller was let in with is void. */
  boolean revoked(Caller caller);

  /** What was committed, on whichever node, in the log's order: it may revoke something. */
  void follow(List<Message> committed);

  /**
   * @throws Problem (401) if what the caller was let in with is void
   */
  default void check(Caller caller) {
    if (revoked(caller)) {
      throw Problem.unauthorized("The token was revoked.");
    }
  }
}
