package io.reddot.container;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A channel on Undertow's own WebSocket: all clients share the bytes of a message, and the I/O
 * thread of the connection writes them.
 *
 * <p>Jakarta WebSocket's remote endpoint encodes a text again for each client. When another thread
 * than the I/O thread sends, Undertow 2.3.23 wakes the I/O thread for each message, which costs
 * more than the message. So writes are handed to the I/O thread, one wake-up for a burst.
 *
 * <p>If the client's close frame has arrived but was not read when the session is closed, Undertow
 * sends nothing, and both sides wait for each other. So the connection is closed after {@link
 * EndpointChannel#PATIENCE}. Loaded only if Undertow is present. Thread-safe.
 */
final class UndertowFrameChannel extends StandardFrameChannel {
  private static final System.Logger LOGGER =
      System.getLogger(UndertowFrameChannel.class.getName());

  private final WebSocketChannel channel;
  private final Executor ioThread;
  private final Timer timer;

  private UndertowFrameChannel(
      Session socket, WebSocketChannel channel, Executor ioThread, Timer timer) {
    super(socket);
    this.channel = channel;
    this.ioThread = ioThread;
    this.timer = timer;
  }

  /**
   * @param ioThreads returns what runs tasks on an I/O thread
   */
  static EndpointChannel open(Session socket, Function<Executor, Executor> ioThreads, Timer timer) {
    WebSocketChannel channel = channel(socket);
    return channel == null
        ? new StandardFrameChannel(socket)
        : new UndertowFrameChannel(socket, channel, ioThreads.apply(channel.getIoThread()), timer);
  }

  /** Returns null if this version of Undertow is unknown. */
  private static @Nullable WebSocketChannel channel(Session socket) {
    try {
      Object found = socket.getClass().getMethod("getWebSocketChannel").invoke(socket);
      return found instanceof WebSocketChannel channel ? channel : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "no channel under " + socket.getClass(), e);
      return null;
    }
  }

  @Override
  public void write(TextMessages messages, Completion completion) {
    ioThread.execute(() -> send(messages, completion));
  }

  private void send(TextMessages messages, Completion completion) {
    int count = messages.count();
    Sent sent = new Sent(count, completion);
    try {
      for (int i = 0; i < count; i++) {
        WebSockets.sendText(messages.payload(i), channel, sent);
      }
    } catch (RuntimeException e) {
      sent.onError(channel, null, e); // the client has just left
    }
  }

  @Override
  public void writeBinary(byte[] message, Completion completion) {
    ioThread.execute(() -> sendBinary(message, completion));
  }

  private void sendBinary(byte[] message, Completion completion) {
    Sent sent = new Sent(1, completion);
    try {
      WebSockets.sendBinary(ByteBuffer.wrap(message), channel, sent);
    } catch (RuntimeException e) {
      sent.onError(channel, null, e);
    }
  }

  @Override
  public void close(CloseReason reason) {
    super.close(reason);
    var unused = timer.after(PATIENCE, this::cut);
  }

  private void cut() {
    try {
      if (channel.isOpen()) {
        channel.close();
      }
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "a client disconnected before its socket was closed", e);
    }
  }

  /** Completes once all messages are written, or one failed. Thread-safe. */
  private static final class Sent implements WebSocketCallback<Void> {
    private static final int FAILED = -1;

    private final Completion completion;

    /** The number of messages that are not written; {@link #FAILED} once one has failed. */
    private final AtomicInteger missing;

    Sent(int messages, Completion completion) {
      this.completion = completion;
      this.missing = new AtomicInteger(messages);
    }

    @Override
    public void complete(WebSocketChannel channel, @Nullable Void context) {
      if (missing.updateAndGet(left -> left == FAILED ? FAILED : left - 1) == 0) {
        completion.done();
      }
    }

    @Override
    public void onError(WebSocketChannel channel, @Nullable Void context, Throwable failure) {
      if (missing.getAndSet(FAILED) != FAILED) {
        completion.failed(failure);
      }
    }
  }
}
