package io.reddot.transport;

import io.reddot.session.Outlet.Written;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
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
 * them away: behind it nothing is written any more. Only loaded where there is Tyrus; {@link Tyrus}
 * has it. Thread-safe.
 */
public final class TyrusWriter {
  private static final System.Logger LOGGER = System.getLogger(TyrusWriter.class.getName());

  /** Also the lock under which Tyrus itself writes to it. */
  private final Writer writer;

  /** Guarded by the writer. */
  private boolean ended;

  private TyrusWriter(Writer writer) {
    this.writer = writer;
  }

  /** Of a remote endpoint; null if it is not there. */
  static @Nullable TyrusWriter under(Object remote) {
    try {
      Object handler = field(field(remote, "webSocket"), "protocolHandler");
      return field(handler, "writer") instanceof Writer found ? new TyrusWriter(found) : null;
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
  public void write(byte[] frame, Written written) {
    synchronized (writer) {
      if (!ended) {
        writer.write(ByteBuffer.wrap(frame), new Told(written));
        return;
      }
    }
    written.failed(new IOException("the WebSocket is closed"));
  }

  /** Writes the last frame; false: something else was the last. */
  boolean writeLast(byte[] frame) {
    synchronized (writer) {
      boolean first = !ended;
      write(frame, Ignored.INSTANCE);
      ended = true;
      return first;
    }
  }

  /** We write nothing any more; what Tyrus has queued for a slow client we cannot take back. */
  void end() {
    synchronized (writer) {
      ended = true;
    }
  }

  private static final class Told extends CompletionHandler<ByteBuffer> {
    private final Written written;

    Told(Written written) {
      this.written = written;
    }

    @Override
    public void completed(ByteBuffer frame) {
      written.done();
    }

    @Override
    public void failed(Throwable cause) {
      written.failed(cause);
    }
  }
}
