package io.reddot.transport.websocket;

import io.reddot.session.Batch;
import io.reddot.session.WireFormat;
import io.reddot.transport.Wire;
import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Hands frames that were made once for everybody to the writer under a session of Tyrus (Payara's
 * WebSockets).
 *
 * <p>Tyrus makes a frame of a text anew for each client, through a charset of its own and several
 * copies: ten times the garbage, and a sixth more CPU even for small messages. Its own broadcast
 * takes frames that are made already, but does not tell when they are written. The writer is what
 * Tyrus itself writes whole frames to, from any thread; so they mix with its own. Where a session
 * does not look as expected there is none: slower, but right. Only loaded where there is Tyrus.
 * Thread-safe.
 */
final class TyrusOutlet extends WebSocketOutlet {
  private static final System.Logger LOGGER = System.getLogger(TyrusOutlet.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final Session socket;
  private final Writer writer;

  private TyrusOutlet(Session socket, Writer writer) {
    super(socket);
    this.socket = socket;
    this.writer = writer;
  }

  /**
   * @return null if this Tyrus is not the one that is known here
   */
  static @Nullable WebSocketOutlet of(Session socket) {
    Writer writer =
        socket.getNegotiatedExtensions().isEmpty() // they may change a frame
            ? writer(socket.getAsyncRemote())
            : null;
    if (writer == null && WARNED.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "This Tyrus is not the one that is known here: WebSocket messages will cost more CPU"
              + " and memory.");
    }
    return writer == null ? null : new TyrusOutlet(socket, writer);
  }

  /** Of a remote endpoint; null if it is not there. */
  static @Nullable Writer writer(Object remote) {
    try {
      Object handler = field(field(remote, "webSocket"), "protocolHandler");
      return field(handler, "writer") instanceof Writer found ? found : null;
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

  @Override
  public WireFormat format() {
    return Wire.FRAME;
  }

  @Override
  public void write(Batch batch, Written written) {
    if (!socket.isOpen()) {
      written.failed(new IllegalStateException("the WebSocket is closed"));
      return;
    }
    writer.write(
        ByteBuffer.wrap(batch.in(Wire.FRAME).bytes()),
        new CompletionHandler<>() {
          @Override
          public void completed(ByteBuffer frame) {
            written.done();
          }

          @Override
          public void failed(Throwable cause) {
            written.failed(cause);
          }
        });
  }
}
