package io.reddot.transport.websocket;

import io.reddot.session.Batch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.WireFormat;
import io.reddot.transport.ClosingHandshake;
import io.reddot.transport.Tyrus;
import io.reddot.transport.TyrusWriter;
import io.reddot.transport.Wire;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One client's WebSocket: a text frame a write, one envelope a line. */
class WebSocketOutlet implements Outlet {
  private final Session socket;
  private final ClosingHandshake closing;

  /** The one that is best for the container's implementation. */
  static WebSocketOutlet of(Session socket, ClosingHandshake closing) {
    TyrusWriter writer = Tyrus.writer(socket);
    return writer == null
        ? new WebSocketOutlet(socket, closing)
        : new TyrusOutlet(socket, closing, writer);
  }

  WebSocketOutlet(Session socket, ClosingHandshake closing) {
    this.socket = socket;
    this.closing = closing;
  }

  /** What the container would write to; null: it is left to write. */
  @Nullable TyrusWriter writer() {
    return null;
  }

  @Override
  public WireFormat format() {
    return Wire.JSON;
  }

  @Override
  public void write(Batch batch, Written written) {
    socket
        .getAsyncRemote()
        .sendText(
            batch.in(Wire.JSON).text(),
            result -> {
              Throwable failure = failure(result);
              if (failure == null) {
                written.done();
              } else {
                written.failed(failure);
              }
            });
  }

  private static Throwable failure(SendResult result) {
    return result.getException();
  }

  @Override
  public void heartbeat(Written written) {
    try {
      socket.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
      written.done();
    } catch (IOException e) {
      written.failed(e);
    }
  }

  @Override
  public boolean answersHeartbeats() {
    return true; // every WebSocket client answers a ping with a pong (RFC 6455, section 5.5.2)
  }

  @Override
  public void close(Goodbye goodbye) {
    closing.begin(
        socket,
        writer(),
        new CloseReason(CloseCodes.getCloseCode(goodbye.code()), goodbye.reason()));
  }
}
