package io.reddot.transport.mqtt.share;

/** How a member tells its groups what becomes of their messages. Thread-safe. */
public interface GroupFeedback {
  /** The id of the node that took the messages. */
  String node();

  /**
   * The member has finished a message.
   *
   * @param handed whether the store knows, since the message belonged to the stored session
   */
  void settled(String group, long position, boolean handed);

  /** A message belongs to the stored session from now on. */
  void handed(String group, long position);

  /**
   * A message could not be handed to the stored session, for example because it belongs to another
   * node by now.
   */
  void doubt(String group, long position);
}
