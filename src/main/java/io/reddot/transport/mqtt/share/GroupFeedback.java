package io.reddot.transport.mqtt.share;

/** Reports to groups what a member did with their messages. Thread-safe. */
public interface GroupFeedback {
  /** Returns the id of this node, which took the messages. */
  String node();

  /**
   * Reports that the member has finished a message.
   *
   * @param handed whether the store knows that already, because the message belonged to the stored
   *     session
   */
  void settled(String group, long position, boolean handed);

  /** Reports that a message belongs to the stored session from now on. */
  void handed(String group, long position);

  /**
   * Reports that a message could not be handed to the stored session, for example because it now
   * belongs to another node.
   */
  void doubt(String group, long position);
}
