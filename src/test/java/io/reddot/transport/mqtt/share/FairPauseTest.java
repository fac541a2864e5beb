package io.reddot.transport.mqtt.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lets other nodes take messages first. */
class FairPauseTest {
  private final List<Runnable> sleeping = new ArrayList<>();
  private int over;
  private final FairPause pause =
      new FairPause(Runnable::run, (task, after) -> sleeping.add(task), () -> over++);

  private void end() {
    sleeping.remove(0).run();
  }

  @Test
  void aNodeAloneNeverPauses() {
    pause.tried(true);
    assertTrue(pause.mayTake());
    assertEquals(List.of(), sleeping);
  }

  @Test
  void theLastWinnerPausesOnceAndMayThenTake() {
    pause.others(1);
    pause.tried(true);
    assertFalse(pause.mayTake());
    assertFalse(pause.mayTake());
    assertEquals(1, sleeping.size());
    end();
    assertEquals(1, over);
    assertTrue(pause.mayTake());
    pause.tried(true);
    assertFalse(pause.mayTake());
  }

  @Test
  void aLoserMayTryAtOnce() {
    pause.others(1);
    pause.tried(false);
    assertTrue(pause.mayTake());
  }
}
