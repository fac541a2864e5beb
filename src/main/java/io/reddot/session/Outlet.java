package io.reddot.session;

import io.reddot.container.Completion;

/**
 * What a transport must offer: a way out to one client. There is no way in; what a client says is
 * its transport's business.
 *
 * <p>A session calls {@link #write} and {@link #heartbeat} from any thread, but never before the
 * {@link Written} of the call before has been called. No method may block.
 */
public interface Outlet {
  WireFormat format();

  /** Writes all of {@code batch}, best in one piece. */
  void write(Batch batch, Written written);

  /** Writes the little that shows both sides that the connection lives. */
  void heartbeat(Written written);

  /**
   * Whether the client answers heartbeats, so that its silence tells: then the transport calls
   * {@link Session#heard()}.
   */
  boolean answersHeartbeats();

  /** What a write costs, beside one to a stream that stands. */
  default int cost() {
    return 1;
  }

  /** Whether its client has a word for an unread count. */
  default boolean tellsCounts() {
    return true;
  }

  /**
   * Whether it answers one request and ends: many of them in a row are what others have a
   * connection for.
   */
  default boolean answersOnce() {
    return false;
  }

  /** Hangs up. The goodbye itself has been written, if it could be. Called at most once. */
  void close(Goodbye goodbye);

  /** Told once that a write has come to its end; may be called before the write returns. */
  interface Written extends Completion {
    /** The client has taken some of it: the deadline of the write begins anew. */
    void progressed();
  }
}
