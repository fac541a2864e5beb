package io.reddot.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FrameRateTest {
  private static final long SECOND = 1_000_000_000;

  /** Near its overflow, where a clock of nanoseconds may be. */
  private long now = Long.MAX_VALUE - SECOND;

  private final FrameRate rate = new FrameRate(now);

  @Test
  void allowsASecondsWorthAtOnceAndNoMore() {
    for (int i = 0; i < FrameRate.PER_SECOND; i++) {
      assertFalse(rate.exceeded(now));
    }
    assertTrue(rate.exceeded(now));
  }

  @Test
  void allowsSoManyForEver() {
    for (int i = 0; i < 10 * FrameRate.PER_SECOND; i++) {
      assertFalse(rate.exceeded(now));
      now += SECOND / FrameRate.PER_SECOND;
    }
  }

  @Test
  void forgetsWhatWasLongAgo() {
    while (!rate.exceeded(now)) {
      // more
    }
    now += 2 * SECOND;
    assertFalse(rate.exceeded(now));
  }
}
