package io.reddot.transport.mqtt;

import io.reddot.message.Message;
import io.reddot.session.Envelope;

/** A member of a group, as its share sees it. Thread-safe. */
interface Taker {
  /**
   * Offers it a message of the group's; {@link #flush()} writes it.
   *
   * @return false, and nothing has happened, if it can take none now
   */
  boolean offer(Envelope.Aside message);

  void flush();

  /** Whether it may have the message. */
  boolean mayHave(Message message);

  /** So many unacknowledged messages at once, whatever their QoS, are as much as it wants. */
  int window();
}
