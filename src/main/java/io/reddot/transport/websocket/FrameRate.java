package io.reddot.transport.websocket;

/**
 * Detects clients that send more than 20,000 frames a second; no legitimate client does.
 *
 * <p>Threat: a container may read frames faster than they are processed, and keep the rest in an
 * unbounded queue. It is a token bucket like those of the limits, with a fixed rate. For one thread
 * at a time.
 */
final class FrameRate {
  static final int PER_SECOND = 20_000;

  private static final long SECOND = 1_000_000_000;
  private static final long EACH = SECOND / PER_SECOND;

  /** The time when the bucket is full again, a time of {@link System#nanoTime}. */
  private long forgotten;

  /**
   * @param now a time of {@link System#nanoTime}
   */
  FrameRate(long now) {
    this.forgotten = now;
  }

  /**
   * Counts one frame.
   *
   * @return whether the rate is exceeded
   */
  boolean exceeded(long now) {
    long from = forgotten - now > 0 ? forgotten : now;
    forgotten = from + EACH;
    return forgotten - now > SECOND;
  }
}
