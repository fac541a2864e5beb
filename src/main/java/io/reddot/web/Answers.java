package io.reddot.web;

import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import io.reddot.container.BoundedExecutor;
import io.reddot.container.Pipelined;
import io.reddot.container.Threads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Makes {@link Answer}s, and holds what they share. Thread-safe. */
@ApplicationScoped
public class Answers {
  /** Bytes a second; a client that reads more slowly is disconnected. */
  private static final long SLOWEST = 16 << 10;

  private static final int THREADS = 2;

  private final Threads threads;
  private final Deadlines deadlines;
  private final Duration patience;
  private final MemoryBudget memory;

  /**
   * Nothing else waits for these threads, since some containers wait for the client when a request
   * is ended. The number of tasks is bounded by the number of connections.
   */
  private BoundedExecutor hangingUp;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Answers() {
    this.threads = null;
    this.deadlines = null;
    this.patience = Duration.ZERO;
    this.memory = null;
  }

  @Inject
  public Answers(Threads threads, Deadlines deadlines, Settings settings) {
    this.threads = threads;
    long heap = Runtime.getRuntime().maxMemory();
    this.deadlines = deadlines;
    this.patience = settings.get(Limiting.ANSWER_SECONDS);
    long user = settings.get(Limiting.USER_UNREAD).orElse(heap / 32);
    long all = settings.get(Limiting.UNREAD).orElse(heap / 8);
    this.memory = new MemoryBudget("answers", new MemoryBudget.Bounds(user, 0, all));
  }

  @PostConstruct
  void open() {
    hangingUp = threads.pool(THREADS, BoundedExecutor.BOUNDED_ELSEWHERE);
  }

  @PreDestroy
  void close() {
    hangingUp.shutdown();
  }

  /**
   * @param client the memory owner of a large answer
   */
  public Answer to(
      HttpServletRequest request, HttpServletResponse response, Supplier<String> client) {
    return new Answer(request, response, new Terms(deadlines, patience, memory, hangingUp, client));
  }

  /**
   * Refuses a request that {@link Pipelined} does not allow to be served here, and ends its
   * connection. That happens on another thread, since the client may not be reading.
   */
  public void refuse(HttpServletRequest request) {
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader("Connection", "close");
    response.setContentLength(0);
    hangingUp.execute(() -> Pipelined.complete(async::complete));
  }

  /** The terms on which answers are sent. */
  record Terms(
      Deadlines deadlines,
      Duration patience,
      MemoryBudget memory,
      Executor hangingUp,
      Supplier<String> client) {
    /** How long it may take to be read, in nanoseconds. */
    long nanos(int bytes) {
      return patience.plusMillis(bytes * 1_000L / SLOWEST).toNanos();
    }
  }
}
