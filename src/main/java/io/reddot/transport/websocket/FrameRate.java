package io.reddot.transport.websocket;

import io.reddot.access.limit.Rate;
import io.reddot.access.limit.TokenBuckets;
import java.util.List;

/**
 * Finds clients that send more than 20,000 frames a second; no legitimate client does.
 *
 * <p>Threat: a container may read frames faster than they are processed, and keep the rest in an
 * unbounded queue. Thread-safe.
 */
final class FrameRate {
  static final int PER_SECOND = 20_000;

  private static final List<Rate> FRAMES = List.of(new Rate(PER_SECOND, PER_SECOND));

  private final TokenBuckets buckets;

  /**
   * @param now a time of {@link System#nanoTime}
   */
  FrameRate(long now) {
    this.buckets = new TokenBuckets(FRAMES, now);
  }

  /**
   * Counts one frame.
   *
   * @return whether the client sends too many
   */
  boolean exceeded(long now) {
    return buckets.take(0, 1, now) > 0;
  }
}
