package io.reddot.transport.sse;

import io.reddot.transport.ServletStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * The servlet's stream under an event sink, as far as we know the implementation: this is where
 * they differ.
 *
 * <p>Their own ways are not for us. Jersey's blocks the writer at a client that does not read, so
 * that everybody else waits for that one; RESTEasy's writes a byte at a time; both encode each
 * event anew for each client and flush each by itself.
 */
final class StreamUnderSink {
  private static final System.Logger LOGGER = System.getLogger(StreamUnderSink.class.getName());

  /**
   * A comment (HTML standard, section 9.2.6). No empty line follows: that ends an event, and
   * clients such as {@code @microsoft/fetch-event-source} deliver one that has nothing in it.
   */
  static final byte[] HEARTBEAT = {':', '\n'};

  private StreamUnderSink() {}

  /**
   * @return null if the implementation is none that we know: then {@link SseOutlet} serves
   */
  static @Nullable ServletStream of(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String implementation = sink.getClass().getName();
    if (implementation.startsWith("org.glassfish.jersey.")) {
      // Jersey touches the answer only once something is sent to its sink; so nothing is, and the
      // sink does the rest: it holds the request open and gives it back.
      response.setContentType(MediaType.SERVER_SENT_EVENTS);
      return new ServletStream(response.getOutputStream(), null, sink::close);
    }
    if (implementation.startsWith("org.jboss.resteasy.")) {
      // RESTEasy begins the answer itself, at the latest when we return, and writes empty lines
      // then;
      // it touches it again only when something is sent, or when its sink is closed. The request is
      // ours to give back.
      if (begun(sink)) {
        response.setContentType(MediaType.SERVER_SENT_EVENTS);
      } else {
        var unused = sink.send(sse.newEventBuilder().comment("").build());
      }
      return ServletStream.of(request.getAsyncContext(), response.getOutputStream(), null);
    }
    return null;
  }

  /**
   * Has RESTEasy believe that it has begun the answer: the empty lines that it would write end an
   * event that has not begun. JAX-RS has no word for that.
   *
   * @return whether it does
   */
  private static boolean begun(SseEventSink sink) {
    try {
      Field flushed = sink.getClass().getDeclaredField("responseFlushed");
      flushed.setAccessible(true);
      flushed.setBoolean(sink, true);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "RESTEasy begins its streams in a way that is not known", e);
      return false;
    }
  }
}
