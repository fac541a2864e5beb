package io.reddot.access;

import io.reddot.access.BodyMemory.Share;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a request's body without a thread, so that whoever reads it behind this filter need not
 * wait: a body that is there goes on at once, as nearly all do.
 *
 * <p>Threat: a client that sends its body byte by byte, or never, on many connections (slow post).
 * Each would hold one of the container's few threads, on WildFly for ever. Here it holds memory, of
 * which it has only so much, and until a deadline; on Payara it holds one of so many threads (see
 * {@link PayaraBodies}). Mapped in {@code web.xml} behind the door; when the body is there WildFly
 * calls the request's way anew. Thread-safe.
 */
public class BodyFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Set<String> WITHOUT = Set.of("GET", "HEAD", "OPTIONS");

  @Inject private transient Config config;
  @Resource private transient @Nullable ManagedThreadFactory factory;

  private transient @Nullable PayaraBodies payara;
  private transient BodyMemory memory = new BodyMemory(0, 0);
  private transient int bodyBytes;
  private transient Duration deadline = Duration.ZERO;

  /** Bodies that are awaited. */
  private final transient Set<SlowBody> awaited = ConcurrentHashMap.newKeySet();

  private final transient CountDownLatch stopped = new CountDownLatch(1);

  @Override
  public void init() {
    bodyBytes = config.getOptionalValue("reddot.publish.body-bytes", Integer.class).orElse(4 << 20);
    deadline =
        Duration.ofSeconds(
            config.getOptionalValue("reddot.limit.body-seconds", Long.class).orElse(30L));
    memory = new BodyMemory(4L * bodyBytes, Runtime.getRuntime().maxMemory() / 8);
    if (Payara.isHere(getServletContext())) {
      int most = config.getOptionalValue("reddot.limit.bodies", Integer.class).orElse(100);
      payara = new PayaraBodies(most);
    }
    if (factory == null) {
      throw new IllegalStateException("the container gave no ManagedThreadFactory");
    }
    Thread clock = factory.newThread(this::watchClock);
    clock.setName("reddot-bodies");
    clock.start();
  }

  @Override
  public void destroy() {
    stopped.countDown();
  }

  /** Not by the containers' own timeouts: after one WildFly reads the rest with a thread. */
  private void watchClock() {
    try {
      while (!stopped.await(1, TimeUnit.SECONDS)) {
        long now = System.nanoTime();
        awaited.forEach(body -> body.tick(now));
        if (payara != null) {
          payara.tick(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container ends its threads: so do we
    }
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
    long end = System.nanoTime() + deadline.toNanos();
    Share share = memory.of(caller.user());
    BufferedRequest buffered = new BufferedRequest(request);
    if (payara != null) {
      long length = request.getContentLengthLong();
      buffered.body(
          payara.read(request.getInputStream(), caller.user(), share, length, bodyBytes, end));
      chain.doFilter(buffered, response);
      return;
    }
    AsyncContext async = request.startAsync(buffered, response);
    async.setTimeout(0);
    SlowBody body =
        new SlowBody(
            async, buffered, request.getInputStream(), share, bodyBytes, end, awaited::remove);
    awaited.add(body);
    body.start();
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
}
