package io.reddot.transport.websocket;

import io.reddot.session.Batch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.WireFormat;
import io.reddot.transport.TyrusIdleTimer;
import io.reddot.transport.Wire;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/** One client's WebSocket: a text frame a write, one envelope a line. */
class WebSocketOutlet implements Outlet {
  private static final System.Logger LOGGER = System.getLogger(WebSocketOutlet.class.getName());

  private final Session socket;

  /** The one that is best for the container's implementation. */
  static WebSocketOutlet of(Session socket) {
    WebSocketOutlet known = null;
    if (socket.getClass().getName().equals(TyrusIdleTimer.SESSION)) {
      try {
        known = TyrusOutlet.of(socket);
      } catch (LinkageError e) {
        LOGGER.log(Level.DEBUG, "the writer of Tyrus cannot be seen from here", e);
      }
    }
    return known == null ? new WebSocketOutlet(socket) : known;
  }

  WebSocketOutlet(Session socket) {
    this.socket = socket;
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
    try {
      socket.close(new CloseReason(CloseCodes.getCloseCode(goodbye.code()), goodbye.reason()));
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client left before it was told goodbye", e);
    }
  }
}
