package io.reddot.container;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * Tyrus' internal writer of one session. Tyrus writes whole frames to it, from any thread, so other
 * frames may be written in between. There is no API for it.
 *
 * <p>On Payara 6.2025.10, a write while the client disconnects, or after that, may go to another
 * client, to which the container has given the connection's buffers. So all writes go through this
 * class. Each endpoint calls {@link #end} in {@code OnClose}, before Tyrus returns the buffers, and
 * nothing is written after that. Tyrus' own writes go through this class, too: Tyrus does not know
 * of the close frame that was written here, and would answer the client's close frame with a second
 * one, which browsers report as an error (RFC 6455, section 5.5.1, allows one for each side; the
 * code is 1006 then). Loaded only if Tyrus is present. Thread-safe.
 */
final class TyrusWriter {
  private static final System.Logger LOGGER = System.getLogger(TyrusWriter.class.getName());

  /** The number of pongs, of 125 bytes each, that may wait for a client that does not read. */
  private static final int MOST_PONGS = 64;

  /** Nothing waits for the last frame; the end of the connection is reported elsewhere. */
  private static final Completion LAST =
      new Completion() {
        @Override
        public void done() {}

        @Override
        public void failed(Throwable cause) {}
      };

  /** Also the lock under which Tyrus writes to it; writing does not block. */
  private final Writer writer;

  /** Whether Red Dot writes nothing any more. */
  @GuardedBy("writer")
  private boolean ended;

  /** Whether Tyrus writes nothing any more, either. */
  @GuardedBy("writer")
  private boolean closed;

  private TyrusWriter(Writer writer) {
    this.writer = writer;
  }

  /**
   * Finds the writer of a remote endpoint, and makes the endpoint write through this class from now
   * on. Must be called once for each connection.
   *
   * @return null if this version of Tyrus is unknown
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

  /** Writes the last frame. Returns false, and writes nothing, if writing has ended before. */
  boolean writeLast(byte[] frame) {
    synchronized (writer) {
      boolean first = !ended;
      write(frame, LAST);
      ended = true;
      closed |= first;
      return first;
    }
  }

  /** Stops writing. Frames that Tyrus has queued for a slow client cannot be withdrawn. */
  void end() {
    synchronized (writer) {
      ended = true;
    }
  }

  /**
   * Receives what Tyrus writes by itself: pongs and close frames.
   *
   * <p>Threat: a client that pings and does not read. Not every ping needs an answer (RFC 6455,
   * section 5.5.3).
   */
  private final class OfTyrus extends Writer {
    /** The number of frames that are not written yet. */
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> told) {
      synchronized (writer) {
        if (!closed && (Frame.isClose(frame) || waiting.get() < MOST_PONGS)) {
          closed = Frame.isClose(frame);
          ended |= closed; // where Tyrus ends a connection by itself, it calls OnClose afterwards
          waiting.incrementAndGet();
          writer.write(frame, new Counted(told, waiting));
          return;
        }
      }
      told.completed(frame); // dropped
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
