package io.reddot.web;

import io.reddot.config.Limiting;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.container.Servers;
import io.reddot.web.MemoryBudget.Share;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * Waits for a request's body without a thread, so that the code behind it need not wait. A body
 * that is there already is passed on at once, as nearly all are.
 *
 * <p>Threat: a client that sends its body byte by byte, or never, on many connections (slow post).
 * Each would hold one of the container's few threads, on some for ever. Here it holds memory, of
 * which it has only so much, until a deadline. On a container whose listeners cannot be relied on
 * it holds one of a bounded number of threads ({@link BlockingBodies}). Otherwise the request is
 * dispatched again when its body is there. Thread-safe.
 */
@ApplicationScoped
public class SlowBodies {
  private static final Set<String> WITHOUT = Set.of("GET", "HEAD", "OPTIONS");

  private final int bodyBytes;
  private final Duration deadline;
  private final Unfinished unfinished;
  private final BlockingBodies blocking;

  private final Deadlines deadlines;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected SlowBodies() {
    this.bodyBytes = 0;
    this.deadline = Duration.ZERO;
    this.unfinished = null;
    this.blocking = null;
    this.deadlines = null;
  }

  @Inject
  public SlowBodies(Deadlines deadlines, Unfinished unfinished, Settings settings) {
    this.bodyBytes = settings.get(Publishing.BODY_BYTES);
    this.deadline = settings.get(Limiting.BODY_SECONDS);
    this.unfinished = unfinished;
    this.blocking = new BlockingBodies(settings.get(Limiting.BODIES));
    this.deadlines = deadlines;
  }

  @PostConstruct
  void startClock() {
    deadlines.watch(blocking);
  }

  @PreDestroy
  void stopClock() {
    deadlines.forget(blocking);
  }

  /**
   * Passes the request on, now or when its body is there.
   *
   * @param user the memory owner of the body; empty: not known
   * @param address of the client
   */
  public void await(
      String user,
      String address,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    boolean none = WITHOUT.contains(request.getMethod()) && !UnreadBody.isHttp2(request);
    if (none || isThere(request)) {
      chain.doFilter(request, response);
      return;
    }
    long end = System.nanoTime() + deadline.toNanos();
    Share share = unfinished.of(user, address);
    BufferedRequest buffered = new BufferedRequest(request);
    if (!Servers.of(request.getServletContext()).readsWithListeners()) {
      long length = request.getContentLengthLong();
      String owner = user.isEmpty() ? address : user;
      buffered.body(blocking.read(request.getInputStream(), owner, share, length, bodyBytes, end));
      chain.doFilter(buffered, response);
      return;
    }
    AsyncContext async = request.startAsync(buffered, response);
    async.setTimeout(0);
    SlowBody body =
        new SlowBody(
            async, buffered, request.getInputStream(), share, bodyBytes, end, deadlines::forget);
    deadlines.watch(body);
    body.start();
  }

  /** Whether reading does not wait, be it that there is no body. */
  private static boolean isThere(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    if (length >= 0) {
      return length == 0 || request.getInputStream().available() >= length;
    }
    return request.getHeader("Transfer-Encoding") == null && !UnreadBody.isHttp2(request);
  }
}
