package io.reddot.session;

import io.reddot.container.Completion;

/**
 * The way out to one client, which each transport implements. There is no way in: a transport reads
 * its clients itself.
 *
 * <p>A session calls {@link #write} and {@link #heartbeat} from any thread, but never before the
 * {@link Written} of the previous call was called. No method may block.
 */
public interface Outlet {
  WireFormat format();

  /** Writes all of {@code batch}, if possible in one piece. */
  void write(EnvelopeBatch batch, Written written);

  /** Writes a few bytes that show both sides that the connection lives. */
  void heartbeat(Written written);

  /**
   * Whether the client answers heartbeats, so that its silence means something. Then the transport
   * calls {@link Session#heard()} for each answer.
   */
  boolean answersHeartbeats();

  /** What a write costs, relative to a write to a stream that is open. */
  default int cost() {
    return 1;
  }

  /** Whether the protocol can express an unread count. */
  default boolean tellsCounts() {
    return true;
  }

  /**
   * Whether it answers one request and ends. Many such outlets in a row stand for one connection of
   * another transport.
   */
  default boolean answersOnce() {
    return false;
  }

  /** Disconnects the client. The goodbye was written before, if possible. Called at most once. */
  void close(Goodbye goodbye);

  /** Told once that a write has ended; may be called before the write returns. */
  interface Written extends Completion {
    /** The client has taken some of it: the deadline of the write starts again. */
    void progressed();
  }
}
