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
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One client's WebSocket: text frames, made by the container. */
class WebSocketOutlet implements Outlet {
  private final Session socket;
  private final ClosingHandshake closing;
  private final Frames frames;

  /** The one that is best for the container's implementation. */
  static WebSocketOutlet of(Session socket, ClosingHandshake closing, Frames frames) {
    TyrusWriter writer = Tyrus.writer(socket);
    return writer == null
        ? new WebSocketOutlet(socket, closing, frames)
        : new TyrusOutlet(socket, closing, frames, writer);
  }

  WebSocketOutlet(Session socket, ClosingHandshake closing, Frames frames) {
    this.socket = socket;
    this.closing = closing;
    this.frames = frames;
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
    List<String> texts = frames.texts(batch);
    SendHandler sent = new Sent(texts.size(), written);
    texts.forEach(text -> socket.getAsyncRemote().sendText(text, sent));
  }

  /** Tells once that all frames are written, or that one was not. Thread-safe. */
  private static final class Sent implements SendHandler {
    private final Written written;
    private final AtomicInteger missing;
    private final AtomicBoolean failed = new AtomicBoolean();

    Sent(int frames, Written written) {
      this.missing = new AtomicInteger(frames);
      this.written = written;
    }

    @Override
    public void onResult(SendResult result) {
      Throwable failure = failure(result);
      if (failure != null) {
        if (!failed.getAndSet(true)) {
          written.failed(failure);
        }
      } else if (missing.decrementAndGet() == 0) {
        written.done();
      }
    }

    private static @Nullable Throwable failure(SendResult result) {
      return result.getException();
    }
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
