package io.reddot.transport.mqtt.session;

import io.reddot.fixture.HandClock;
import io.reddot.web.MemoryBudget;
import java.time.Duration;

/** Makes accounts of input for tests. */
public final class BufferedInputs {
  private BufferedInputs() {}

  /** An account without bounds and without a deadline. */
  public static BufferedInput unbounded() {
    MemoryBudget all = new MemoryBudget("packets", new MemoryBudget.Bounds(0, 0, 0));
    return new BufferedInput(all.of("", ""), new HandClock(), Duration.ofDays(1));
  }
}
