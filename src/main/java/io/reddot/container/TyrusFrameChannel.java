package io.reddot.container;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A channel on Tyrus' internal writer: text frames are encoded once for all clients.
 *
 * <p>Tyrus encodes a text again for each client, with its own charset code and several copies: ten
 * times the garbage, and a sixth more CPU even for small messages. Its own broadcast accepts
 * encoded frames, but does not report when they are written.
 *
 * <p>Closing needs care on Payara 6.2025.10. Tyrus does not wait for the client's close frame: it
 * returns the handshake's request to Grizzly as soon as its own close frame is written. If that
 * request is still in use, because the client disconnects at the same moment or the handshake was
 * only just answered, Grizzly processes it a second time, then perhaps for another client. Of 1,000
 * MQTT clients that were refused and left, ten caused stack traces in the log, and one in 10,000
 * requests of other clients was never answered. So this class only writes the close frame. The
 * client answers it, and Tyrus ends the connection on the thread that reads from it. A client that
 * does not answer is disconnected after {@link EndpointChannel#PATIENCE}. Thread-safe.
 */
final class TyrusFrameChannel extends EndpointChannel {
  private final TyrusWriter writer;
  private final Timer timer;

  /** Set once the close frame is written. */
  private volatile @Nullable Future<?> forcedClose;

  private volatile boolean closed;

  TyrusFrameChannel(Session socket, TyrusWriter writer, Timer timer) {
    super(socket);
    this.writer = writer;
    this.timer = timer;
  }

  @Override
  public void write(TextMessages messages, Completion completion) {
    writer.write(messages.frames(), completion);
  }

  @Override
  public void writeBinary(byte[] message, Completion completion) {
    writer.write(Frame.binary(message), completion);
  }

  @Override
  public void ping(Completion completion) {
    writer.write(Frame.ping(), completion);
  }

  @Override
  public void close(CloseReason reason) {
    if (writer.writeLast(Frame.close(reason))) {
      forcedClose = timer.after(PATIENCE, () -> closeSocket(socket, reason));
      if (closed) {
        cancel(); // the client answered meanwhile
      }
    }
  }

  @Override
  void closed() {
    writer.end();
    closed = true;
    cancel();
  }

  private void cancel() {
    Future<?> known = forcedClose;
    if (known != null) {
      known.cancel(false);
    }
  }
}
