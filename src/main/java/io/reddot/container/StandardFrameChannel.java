package io.reddot.container;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A channel on Jakarta WebSocket's remote endpoint, for any server. Thread-safe. */
class StandardFrameChannel extends EndpointChannel {
  StandardFrameChannel(Session socket) {
    super(socket);
  }

  @Override
  public void write(TextMessages messages, Completion completion) {
    int count = messages.count();
    SendHandler sent = new Sent(count, completion);
    for (int i = 0; i < count; i++) {
      socket.getAsyncRemote().sendText(messages.text(i), sent);
    }
  }

  @Override
  public void writeBinary(byte[] message, Completion completion) {
    socket.getAsyncRemote().sendBinary(ByteBuffer.wrap(message), new Sent(1, completion));
  }

  @Override
  public void ping(Completion completion) {
    try {
      socket.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
      completion.done();
    } catch (IOException e) {
      completion.failed(e);
    }
  }

  @Override
  public void close(CloseReason reason) {
    closeSocket(socket, reason);
  }

  /** Completes once all messages are written, or one failed. Thread-safe. */
  private static final class Sent implements SendHandler {
    private final Completion completion;
    private final AtomicInteger missing;
    private final AtomicBoolean failed = new AtomicBoolean();

    Sent(int messages, Completion completion) {
      this.missing = new AtomicInteger(messages);
      this.completion = completion;
    }

    @Override
    public void onResult(SendResult result) {
      Throwable failure = failure(result);
      if (failure != null) {
        if (!failed.getAndSet(true)) {
          completion.failed(failure);
        }
      } else if (missing.decrementAndGet() == 0) {
        completion.done();
      }
    }

    private static @Nullable Throwable failure(SendResult result) {
      return result.getException();
    }
  }
}
