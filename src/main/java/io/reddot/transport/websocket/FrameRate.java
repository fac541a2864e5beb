package io.reddot.transport.websocket;

/**
 * How often a client speaks: some twenty thousand frames a second are more than anybody means.
 *
 * <p>Threat: Undertow reads frames faster than they are understood, and keeps the others in a queue
 * without bound. A bucket like those of the limits, but for what nobody would configure. For one
 * thread at a time.
 */
final class FrameRate {
  static final int PER_SECOND = 20_000;

  private static final long SECOND = 1_000_000_000;
  private static final long EACH = SECOND / PER_SECOND;

  /** When nothing of what was said counts any more; as {@link System#nanoTime} says it. */
  private long forgotten;

  /**
   * @param now as {@link System#nanoTime} says it
   */
  FrameRate(long now) {
    this.forgotten = now;
  }

  /**
   * One frame.
   *
   * @return whether that is one too many
   */
  boolean exceeded(long now) {
    long from = forgotten - now > 0 ? forgotten : now;
    forgotten = from + EACH;
    return forgotten - now > SECOND;
  }
}
