package io.reddot.access;

import io.reddot.config.Limiting;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.http.Deadlines;
import io.reddot.http.MemoryBudget.Share;
import io.reddot.http.Payara;
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
 * Waits for a request's body without a thread, so that whoever reads it behind the door need not
 * wait: a body that is there goes on at once, as nearly all do.
 *
 * <p>Threat: a client that sends its body byte by byte, or never, on many connections (slow post).
 * Each would hold one of the container's few threads, on WildFly for ever. Here it holds memory, of
 * which it has only so much, and until a deadline; on Payara it holds one of so many threads (see
 * {@link PayaraBodies}). When the body is there WildFly calls the request's way anew. Thread-safe.
 */
@ApplicationScoped
public class SlowBodies {
  private static final Set<String> WITHOUT = Set.of("GET", "HEAD", "OPTIONS");

  private final int bodyBytes;
  private final Duration deadline;
  private final Unfinished unfinished;
  private final PayaraBodies payara;

  private final Deadlines deadlines;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected SlowBodies() {
    this.bodyBytes = 0;
    this.deadline = Duration.ZERO;
    this.unfinished = null;
    this.payara = null;
    this.deadlines = null;
  }

  @Inject
  public SlowBodies(Deadlines deadlines, Unfinished unfinished, Settings settings) {
    this.bodyBytes = settings.get(Publishing.BODY_BYTES);
    this.deadline = settings.get(Limiting.BODY_SECONDS);
    this.unfinished = unfinished;
    this.payara = new PayaraBodies(settings.get(Limiting.BODIES));
    this.deadlines = deadlines;
  }

  @PostConstruct
  void startClock() {
    deadlines.watch(payara);
  }

  @PreDestroy
  void stopClock() {
    deadlines.forget(payara);
  }

  /**
   * Goes on, now or when the body is there.
   *
   * @param user whose it is; empty: not known
   * @param address where it comes from
   */
  void await(
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
    if (Payara.isHere(request.getServletContext())) {
      long length = request.getContentLengthLong();
      String owner = user.isEmpty() ? address : user;
      buffered.body(payara.read(request.getInputStream(), owner, share, length, bodyBytes, end));
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

  /** Whether reading waits for nothing, be it that there is no body. */
  private static boolean isThere(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    if (length >= 0) {
      return length == 0 || request.getInputStream().available() >= length;
    }
    return request.getHeader("Transfer-Encoding") == null && !UnreadBody.isHttp2(request);
  }
}
