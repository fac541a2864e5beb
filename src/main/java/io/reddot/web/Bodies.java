package io.reddot.web;

import io.reddot.config.Limiting;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.web.MemoryBudget.Share;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * Receives the bodies of requests, so that resources need not wait for them. Nearly every body has
 * arrived with its request. For any other, {@link NonBlockingBody} waits without a thread or, on a
 * server whose read listeners are not reliable, {@link BlockingBodies} with a bounded number of
 * threads.
 *
 * <p>Threat: a client that sends its body byte by byte, or never, on many connections (slow post).
 * Each body would hold one of the container's few threads, in some containers forever. Here each
 * body has a deadline, and its memory counts for its owner. Thread-safe.
 */
@ApplicationScoped
public class Bodies {
  private static final Set<String> WITHOUT = Set.of("GET", "HEAD", "OPTIONS");

  private final int bodyBytes;
  private final Duration deadline;
  private final Unfinished unfinished;
  private final BlockingBodies blocking;

  private final Deadlines deadlines;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Bodies() {
    this.bodyBytes = 0;
    this.deadline = Duration.ZERO;
    this.unfinished = null;
    this.blocking = null;
    this.deadlines = null;
  }

  @Inject
  public Bodies(Deadlines deadlines, Unfinished unfinished, Settings settings) {
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
   * Receives a request's body.
   *
   * @return true if the body is complete or there is none; otherwise the request is dispatched
   *     again when the body is complete
   * @throws Problem (413, 408, 400, 429, 503) if it is refused
   */
  boolean receive(Exchange exchange) throws IOException {
    boolean none = WITHOUT.contains(exchange.getMethod()) && !exchange.isHttp2();
    if (none || hasArrived(exchange)) {
      return true;
    }
    long end = System.nanoTime() + deadline.toNanos();
    Share share = unfinished.of(exchange.user(), exchange.address());
    if (!exchange.server().readsWithListeners()) {
      exchange.body(
          blocking.read(
              exchange.getInputStream(),
              exchange.owner(),
              share,
              exchange.getContentLengthLong(),
              bodyBytes,
              end));
      return true;
    }
    NonBlockingBody body =
        new NonBlockingBody(
            exchange.awaitBody(), exchange, exchange.getInputStream(), share, bodyBytes, end);
    body.start();
    return false;
  }

  /** Whether the body can be read without waiting, or there is none. */
  private static boolean hasArrived(Exchange exchange) throws IOException {
    long length = exchange.getContentLengthLong();
    if (length >= 0) {
      return length == 0 || exchange.getInputStream().available() >= length;
    }
    return exchange.getHeader("Transfer-Encoding") == null && !exchange.isHttp2();
  }
}
