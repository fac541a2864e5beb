package io.reddot.hub;

import io.reddot.message.Message;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells which users the messages of inbox topics are for, and what they did with them. The inbox
 * feature implements it, as it does {@link Inboxes}. Implementations are thread-safe.
 */
public interface Recipients {

  /** Whether a message is for a user. */
  enum Standing {
    /** The message is for the user. */
    RECIPIENT,
    /** The message is for other users. */
    OTHER,
    /** The topic is not an inbox: its messages are for all readers of the topic. */
    OPEN
  }

  /** What a user's inbox says about a message. */
  enum State {
    READ,
    ARCHIVED,
    UNREAD,
    /** The message is not in inboxes, or no longer. */
    ABSENT
  }

  /**
   * Whether a message is for a user. The members of a group are those at the message's position. A
   * user whose token names the group is known as a recipient only if the user has marked messages
   * of the group.
   */
  Standing standing(Message message, String user);

  /** Returns the state of a message for a user that it is for. */
  State state(Message message, String user);

  /**
   * Counts the users that a group's message is for: the members since then, and other users who
   * have read it. Empty if it has neither, or the topic is no group's.
   */
  OptionalLong members(Message message);

  /** Counts the stored members of a group. */
  long members(String group);

  /** Returns members of a group, at most {@code limit}. */
  List<String> members(String group, int limit);

  /** Whether a group has members, or its messages were marked. */
  boolean knowsGroup(String group);

  /**
   * Lists users who have read a message, in order of name.
   *
   * @param after the last name of the previous page; empty: from the start
   */
  List<String> readers(Message message, String after, int limit);

  /**
   * Returns when users have read a message. It leaves out users for whom the log no longer tells.
   * The work is bounded: beyond that, it leaves out more.
   */
  Map<String, Instant> readAt(Message message, Collection<String> users);
}
