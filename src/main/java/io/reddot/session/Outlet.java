package io.reddot.session;

import io.reddot.container.Completion;

/**
 * Writes to one client; implemented by each transport. It has no method to read: a transport reads
 * from its clients itself.
 *
 * <p>A session calls {@link #write} and {@link #heartbeat} from any thread, but never before the
 * {@link Written} of the previous call has been called. No method may block.
 */
public interface Outlet {
  WireFormat format();

  /** Writes all of {@code batch}, if possible in one piece. */
  void write(EnvelopeBatch batch, Written written);

  /** Writes a few bytes that show both sides that the connection is alive. */
  void heartbeat(Written written);

  /**
   * Whether the client answers heartbeats, so that a missing answer shows that it is dead. If so,
   * the transport calls {@link Session#heard()} for each answer. Most protocols have no such
   * answer.
   */
  default boolean answersHeartbeats() {
    return false;
  }

  /** Whether the protocol can express an unread count. */
  default boolean tellsCounts() {
    return true;
  }

  /**
   * Whether it answers one request and ends. A sequence of such outlets corresponds to one
   * connection of another transport.
   */
  default boolean answersOnce() {
    return false;
  }

  /**
   * Disconnects the client. The goodbye was written to it before, if that was possible. Called at
   * most once.
   */
  void close(Goodbye goodbye);

  /** Receives the end of a write, once; may be called before the write returns. */
  interface Written extends Completion {
    /** Restarts the deadline of the write, because the client has taken some of its bytes. */
    void progressed();
  }
}
