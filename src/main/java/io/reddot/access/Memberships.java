package io.reddot.access;

import io.reddot.message.Message;
import java.util.List;
import java.util.Map;

/**
 * The groups that users were put into here, beside those that their tokens say. The inbox keeps
 * them; who calls is known before. Thread-safe.
 */
public interface Memberships {

  /** The groups of a user, each with the position after which it sees their messages. */
  Map<String, Long> of(String user);

  /** What was committed, on whichever node, in the log's order: it may have changed them. */
  void follow(List<Message> committed);
}
