package io.reddot.http;

/**
 * Whether this request came behind another one, on a thread that has something else to do.
 *
 * <p>A client may send its next request before it has its answer (RFC 9112, section 9.3.2). Payara
 * then takes it on the thread that completes the one before, be it the one that fans out to
 * everybody. Thread-safe.
 */
public final class Pipelined {
  private static final ThreadLocal<Boolean> COMPLETING = ThreadLocal.withInitial(() -> false);

  /** How deep the stack may get, in requests. */
  private static final int MOST = 32;

  private static final ThreadLocal<Integer> COMPLETED = ThreadLocal.withInitial(() -> 0);

  private Pipelined() {}

  /** Completes a request: what the container does in that is the next one. */
  static void complete(Runnable completion) {
    boolean before = COMPLETING.get();
    COMPLETING.set(true);
    try {
      completion.run();
    } finally {
      COMPLETING.set(before); // removing it costs more, and nothing of ours hangs on it
    }
  }

  /** Whether the request that is served by this thread must not be. */
  public static boolean isHere() {
    return COMPLETING.get();
  }

  /**
   * To be called before a request is completed on the thread that serves it: Payara then takes the
   * one behind in the same call, and the one behind that. So now and then a connection has to end.
   *
   * @return whether this one has to
   */
  static boolean isDeep() {
    int completed = COMPLETED.get() + 1;
    boolean deep = completed >= MOST;
    COMPLETED.set(deep ? 0 : completed);
    return deep;
  }
}
