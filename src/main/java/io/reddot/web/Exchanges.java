package io.reddot.web;

import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import io.reddot.container.BoundedExecutor;
import io.reddot.container.Pipelined;
import io.reddot.container.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Makes {@link Exchange}s, and holds what they share. Thread-safe. */
@ApplicationScoped
public class Exchanges {
  /** In bytes a second; a client that reads more slowly is disconnected. */
  private static final long SLOWEST = 16 << 10;

  private static final int THREADS = 2;

  private final Terms terms;

  /**
   * Ends requests. These threads do nothing else, because some containers wait for the client when
   * a request is completed. The number of tasks is bounded by the number of connections.
   */
  private final BoundedExecutor hangingUp;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Exchanges() {
    this.terms = null;
    this.hangingUp = null;
  }

  @Inject
  public Exchanges(
      Threads threads,
      Deadlines deadlines,
      Bodies bodies,
      Proxies proxies,
      Refusals refusals,
      Settings settings) {
    long heap = Runtime.getRuntime().maxMemory();
    long user = settings.get(Limiting.USER_UNREAD).orElse(heap / 32);
    long all = settings.get(Limiting.UNREAD).orElse(heap / 8);
    this.hangingUp = threads.pool(THREADS, BoundedExecutor.BOUNDED_ELSEWHERE);
    this.terms =
        new Terms(
            deadlines,
            settings.get(Limiting.ANSWER_SECONDS),
            new MemoryBudget("answers", new MemoryBudget.Bounds(user, 0, all)),
            hangingUp,
            bodies,
            proxies,
            refusals);
  }

  @PreDestroy
  void close() {
    hangingUp.shutdown();
  }

  Exchange of(HttpServletRequest request, HttpServletResponse response) {
    return new Exchange(request, response, terms);
  }

  /**
   * Refuses a request that {@link Pipelined} does not allow to be served here, and ends its
   * connection. Another thread does that, because the client may not be reading.
   */
  void refuse(HttpServletRequest request) {
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader("Connection", "close");
    response.setContentLength(0);
    hangingUp.execute(() -> Pipelined.complete(async::complete));
  }

  /** The terms on which bodies are taken and answers are sent. */
  record Terms(
      Deadlines deadlines,
      Duration patience,
      MemoryBudget memory,
      Executor hangingUp,
      Bodies bodies,
      Proxies proxies,
      Refusals refusals) {
    /** Returns how long a client may take to read an answer, in nanoseconds. */
    long nanos(int bytes) {
      return patience.plusMillis(bytes * 1_000L / SLOWEST).toNanos();
    }
  }
}
