package io.reddot.container;

/**
 * Detects requests that a container serves on a thread that has other work to do.
 *
 * <p>A client may send its next request before it has its answer (RFC 9112, section 9.3.2). Payara
 * 6.2025.10 serves it on the thread that completes the previous request, which may be the thread
 * that fans out to all clients. Thread-safe.
 */
public final class Pipelined {
  private static final ThreadLocal<Boolean> COMPLETING = ThreadLocal.withInitial(() -> false);

  /** The maximum number of nested requests on the stack of a thread. */
  private static final int MOST = 32;

  private static final ThreadLocal<Integer> COMPLETED = ThreadLocal.withInitial(() -> 0);

  private Pipelined() {}

  /** Completes a request; a request that is served during that is a pipelined one. */
  public static void complete(Runnable completion) {
    boolean before = COMPLETING.get();
    COMPLETING.set(true);
    try {
      completion.run();
    } finally {
      // removing it costs more, and it references nothing of the application
      COMPLETING.set(before);
    }
  }

  /** Whether this thread is completing another request, so that it must not serve this one. */
  public static boolean isHere() {
    return COMPLETING.get();
  }

  /**
   * Counts a request that is completed on the thread that serves it. Payara serves the next
   * pipelined request in the same call, and so on; to bound the stack, a connection must be closed
   * after some requests.
   *
   * @return whether to close this connection
   */
  public static boolean isDeep() {
    int completed = COMPLETED.get() + 1;
    boolean deep = completed >= MOST;
    COMPLETED.set(deep ? 0 : completed);
    return deep;
  }
}
