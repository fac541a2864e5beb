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
 * The writer under a session of Tyrus. Tyrus itself writes whole frames to it, from any thread, so
 * our frames may go between its own. There is no API for it.
 *
 * <p>On Payara 6.2025.10 a write while the client leaves, or after that, may go to another client,
 * to which the container gave the connection's buffers meanwhile. So all our writes go through
 * here, and {@link #end} is called in each endpoint's {@code OnClose}, before Tyrus returns the
 * buffers; nothing is written behind it. Tyrus's own writes go through here, too. It does not know
 * of our close frame and would answer the client's close frame with a second one, which browsers
 * report as an error (RFC 6455, section 5.5.1, allows one a side; the code is 1006 then). Loaded
 * only where there is Tyrus. Thread-safe.
 */
final class TyrusWriter {
  private static final System.Logger LOGGER = System.getLogger(TyrusWriter.class.getName());

  /** How many pongs, of 125 bytes each, may wait for a client that does not read. */
  private static final int MOST_PONGS = 64;

  /** Nothing waits for the last frame; the end of the connection is told elsewhere. */
  private static final Completion LAST =
      new Completion() {
        @Override
        public void done() {}

        @Override
        public void failed(Throwable cause) {}
      };

  /** Also the lock under which Tyrus itself writes to it; it does not block. */
  private final Writer writer;

  /** Whether we write nothing any more. */
  @GuardedBy("writer")
  private boolean ended;

  /** Whether Tyrus writes nothing any more, either. */
  @GuardedBy("writer")
  private boolean closed;

  private TyrusWriter(Writer writer) {
    this.writer = writer;
  }

  /**
   * Finds the writer under a remote endpoint, and has the endpoint write through this class from
   * now on. Once a connection.
   *
   * @return null if this is not the Tyrus that is known here
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

  /** Writes the last frame. Returns false, and writes nothing, if we have ended before. */
  boolean writeLast(byte[] frame) {
    synchronized (writer) {
      boolean first = !ended;
      write(frame, LAST);
      ended = true;
      closed |= first;
      return first;
    }
  }

  /** Stops writing. What Tyrus has queued for a slow client cannot be taken back. */
  void end() {
    synchronized (writer) {
      ended = true;
    }
  }

  /**
   * Takes what Tyrus writes by itself: pongs and close frames.
   *
   * <p>Threat: a client that pings and does not read. Not every ping needs an answer (RFC 6455,
   * section 5.5.3).
   */
  private final class OfTyrus extends Writer {
    /** How many frames wait to be taken. */
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
