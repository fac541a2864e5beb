package io.reddot.transport.mqtt.share;

import io.reddot.message.Message;
import io.reddot.session.Envelope;

/** A session as a member of a group. Thread-safe. */
public interface GroupMember {
  /**
   * Offers a message of the group; {@link #flush()} writes it.
   *
   * @return false, without any effect, if the member has no room for a message now
   */
  boolean offer(Envelope.Aside message);

  void flush();

  /** Whether the member may read the message. */
  boolean mayHave(Message message);

  /** The number of unacknowledged messages, of any QoS, that the member accepts. */
  int window();
}
