package io.reddot.transport.mqtt;

/** Told by a session what becomes of messages that it takes for groups. Thread-safe. */
interface ForGroups {
  /** The node that has taken them. */
  String node();

  /**
   * It is done with.
   *
   * @param handed whether the store knows so, for it was handed to the stored session
   */
  void settled(String group, long position, boolean handed);

  /** It was handed to the stored session, which has it from now on. */
  void handed(String group, long position);

  /** It could not be handed to the stored session, maybe because this node has it no more. */
  void doubt(String group, long position);
}
