package io.reddot.container;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TyrusIdleTimerTest {
  private final ScheduledExecutorService real = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void close() {
    real.shutdownNow();
  }

  private final class LikeTyrus {
    private ScheduledExecutorService service = real;
  }

  private final class OtherType {
    private Executor service = real;
  }

  private final class Immutable {
    private static final ScheduledExecutorService service = null;
  }

  @Test
  void exchangesTheSchedulerForOneThatSchedulesNothing() {
    LikeTyrus session = new LikeTyrus();
    assertTrue(TyrusIdleTimer.removeFrom(session));
    assertNull(session.service.schedule(() -> {}, 0, TimeUnit.MILLISECONDS));
  }

  @Test
  void leavesAloneWhatItDoesNotKnow() {
    OtherType other = new OtherType();
    assertFalse(TyrusIdleTimer.removeFrom(other));
    assertSame(real, other.service);
    assertFalse(TyrusIdleTimer.removeFrom("no such field"));
    assertFalse(TyrusIdleTimer.removeFrom(new Immutable()));
  }
}
