package io.reddot.access;

import io.reddot.message.LoggedEvent;
import java.util.List;
import java.util.Map;

/**
 * The groups that users joined through the inbox, besides those that their tokens name. An
 * interface, because callers are authenticated on a lower rank than the inbox. Thread-safe.
 */
public interface Memberships {

  /** Returns a user's groups, each with the position after which the user sees its messages. */
  Map<String, Long> of(String user);

  /** Takes note of the events that any node committed, in the log's order. */
  void follow(List<LoggedEvent> events);
}
