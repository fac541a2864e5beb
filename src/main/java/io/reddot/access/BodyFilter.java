package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Waits for a request's body without a thread, so that whoever reads it behind this filter need not
 * wait: a body that is there goes on at once, as nearly all do.
 *
 * <p>Threat: a client that sends its body byte by byte, or never, on many connections (slow post).
 * Each would hold one of the container's few threads, on WildFly for ever. Here it holds memory, of
 * which it has only so much, and until a deadline. Mapped in {@code web.xml} behind the door; when
 * the body is there the container calls the request's way anew. Thread-safe.
 */
public class BodyFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Set<String> WITHOUT = Set.of("GET", "HEAD", "OPTIONS");

  @Inject private transient Config config;

  private transient BodyMemory memory = new BodyMemory(0, 0);
  private transient int bodyBytes;
  private transient long deadlineMillis;

  @Override
  public void init() {
    bodyBytes = config.getOptionalValue("reddot.publish.body-bytes", Integer.class).orElse(4 << 20);
    deadlineMillis =
        1_000 * config.getOptionalValue("reddot.limit.body-seconds", Long.class).orElse(30L);
    memory = new BodyMemory(4L * bodyBytes, Runtime.getRuntime().maxMemory() / 8);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getDispatcherType() == DispatcherType.ASYNC
        || WITHOUT.contains(request.getMethod())
        || isThere(request)
        || !(request.getUserPrincipal() instanceof Caller caller)) {
      chain.doFilter(request, response);
      return;
    }
    BufferedRequest buffered = new BufferedRequest(request);
    AsyncContext async = request.startAsync(buffered, response);
    async.setTimeout(deadlineMillis);
    new SlowBody(async, buffered, request.getInputStream(), memory.of(caller.user()), bodyBytes)
        .start();
  }

  /** Whether reading waits for nothing, be it that there is no body. */
  private static boolean isThere(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    if (length >= 0) {
      return length == 0 || request.getInputStream().available() >= length;
    }
    return request.getHeader("Transfer-Encoding") == null
        && !request.getProtocol().startsWith("HTTP/2");
  }

  /** What a client is told whose body takes too long, or is too much beside its others. */
  static Problem late() {
    return new Problem(408, "The body took too long to come.");
  }
}
