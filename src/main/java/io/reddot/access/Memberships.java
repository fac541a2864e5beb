package io.reddot.access;

import io.reddot.message.LoggedEvent;
import java.util.List;
import java.util.Map;

/**
 * The groups that users joined through the inbox, besides those that their tokens name. This is an
 * interface because the inbox, which implements it, has a higher rank. Thread-safe.
 */
public interface Memberships {

  /** Returns a user's groups, each with the position after which the user sees its messages. */
  Map<String, Long> of(String user);

  /** Applies the events that any node has committed, in the log's order. */
  void follow(List<LoggedEvent> events);
}
