package io.reddot.container;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * The writer under a session of Tyrus (Payara's WebSockets): what Tyrus itself writes whole frames
 * to, from any thread; so ours mix with its own. There is no API for it.
 *
 * <p>On Payara 6.2025.10 a write that comes while the client leaves, or after it has left, may go
 * to whoever the container gave the connection's buffers to meanwhile. So all that we write goes
 * through here, and {@link #end} comes with each endpoint's OnClose, which comes before Tyrus gives
 * them away: behind it we write nothing any more. What Tyrus writes by itself goes through here,
 * too: not knowing of our close frame it would answer the client's answer with another, which
 * browsers take for an error (RFC 6455, section 5.5.1, has one of them a side). Only loaded where
 * there is Tyrus; {@link Tyrus} has it. Thread-safe.
 */
final class TyrusWriter {
  private static final System.Logger LOGGER = System.getLogger(TyrusWriter.class.getName());

  /** Of 125 bytes each. */
  private static final int MOST_PONGS = 64;

  /** Nothing waits for the last frame; the end of the connection is told elsewhere. */
  private static final Completion LAST =
      new Completion() {
        @Override
        public void done() {}

        @Override
        public void failed(Throwable cause) {}
      };

  /** Also the lock under which Tyrus itself writes to it. */
  private final Writer writer;

  /** We write nothing any more. Guarded by the writer. */
  private boolean ended;

  /** Nor does Tyrus. Guarded by the writer. */
  private boolean closed;

  private TyrusWriter(Writer writer) {
    this.writer = writer;
  }

  /**
   * Of a remote endpoint, which writes through it from now on; once a connection.
   *
   * @return null if it is not there
   */
  static @Nullable TyrusWriter under(Object remote) {
    try {
      Object handler = field(field(remote, "webSocket"), "protocolHandler");
      if (!(field(handler, "writer") instanceof Writer found)) {
        return null;
      }
      TyrusWriter writer = new TyrusWriter(found);
      Method use = handler.getClass().getMethod("setWriter", Writer.class);
      use.invoke(handler, writer.new OfTyrus());
      return writer;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "no writer under " + remote.getClass(), e);
      return null;
    }
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    for (Class<?> type = of.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field.get(of);
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  /** Writes a whole frame. */
  void write(byte[] frame, Completion completion) {
    synchronized (writer) {
      if (!ended) {
        writer.write(ByteBuffer.wrap(frame), new Told(completion));
        return;
      }
    }
    completion.failed(new IOException("the WebSocket is closed"));
  }

  /** Writes the last frame of all; false: we have ended before. */
  boolean writeLast(byte[] frame) {
    synchronized (writer) {
      boolean first = !ended;
      write(frame, LAST);
      ended = true;
      closed |= first;
      return first;
    }
  }

  /** We write nothing any more; what Tyrus has queued for a slow client we cannot take back. */
  void end() {
    synchronized (writer) {
      ended = true;
    }
  }

  /**
   * What Tyrus writes by itself: pongs and its own end.
   *
   * <p>Threat: a client that pings and does not read. Of its pings not each needs an answer (RFC
   * 6455, section 5.5.3).
   */
  private final class OfTyrus extends Writer {
    /** How many frames have yet to be taken. */
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> told) {
      synchronized (writer) {
        if (!closed && (Frame.isClose(frame) || waiting.get() < MOST_PONGS)) {
          closed = Frame.isClose(frame);
          ended |= closed; // Tyrus says OnClose afterwards, where it ends the connection by itself
          waiting.incrementAndGet();
          writer.write(frame, new Counted(told, waiting));
          return;
        }
      }
      told.completed(frame); // nobody misses it
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  private static final class Counted extends CompletionHandler<ByteBuffer> {
    private final CompletionHandler<ByteBuffer> told;
    private final AtomicInteger waiting;

    Counted(CompletionHandler<ByteBuffer> told, AtomicInteger waiting) {
      this.told = told;
      this.waiting = waiting;
    }

    @Override
    public void completed(ByteBuffer frame) {
      waiting.decrementAndGet();
      told.completed(frame);
    }

    @Override
    public void failed(Throwable cause) {
      told.failed(cause);
    }

    @Override
    public void cancelled() {
      told.cancelled();
    }
  }

  private static final class Told extends CompletionHandler<ByteBuffer> {
    private final Completion completion;

    Told(Completion completion) {
      this.completion = completion;
    }

    @Override
    public void completed(ByteBuffer frame) {
      completion.done();
    }

    @Override
    public void failed(Throwable cause) {
      completion.failed(cause);
    }
  }
}
