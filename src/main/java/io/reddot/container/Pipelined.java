package io.reddot.container;

/**
 * Whether a request is served by a thread that has something else to do.
 *
 * <p>A client may send its next request before it has its answer (RFC 9112, section 9.3.2). Payara
 * 6.2025.10 serves it on the thread that completes the one before, which may be the thread that
 * fans out to all clients. Thread-safe.
 */
public final class Pipelined {
  private static final ThreadLocal<Boolean> COMPLETING = ThreadLocal.withInitial(() -> false);

  /** How deep the stack may get, in requests. */
  private static final int MOST = 32;

  private static final ThreadLocal<Integer> COMPLETED = ThreadLocal.withInitial(() -> 0);

  private Pipelined() {}

  /** Completes a request; a request that is served meanwhile is the next one. */
  public static void complete(Runnable completion) {
    boolean before = COMPLETING.get();
    COMPLETING.set(true);
    try {
      completion.run();
    } finally {
      COMPLETING.set(before); // removing it costs more, and nothing of ours hangs on it
    }
  }

  /** Whether this thread must not serve the request that it was called with. */
  public static boolean isHere() {
    return COMPLETING.get();
  }

  /**
   * Notes a request that is completed on the thread that serves it. Payara serves the one behind it
   * in the same call, and the one behind that, so now and then a connection has to end.
   *
   * @return whether this one has to
   */
  public static boolean isDeep() {
    int completed = COMPLETED.get() + 1;
    boolean deep = completed >= MOST;
    COMPLETED.set(deep ? 0 : completed);
    return deep;
  }
}
