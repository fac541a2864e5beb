package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.StartAfter;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallsTest extends HubFixture {
  private List<Long> stalls(long... seconds) {
    Stalls stalls = new Stalls(clock);
    List<Long> seen = new ArrayList<>();
    for (long each : seconds) {
      clock.turn(Duration.ofSeconds(each));
      seen.add(stalls.beat().toSeconds());
    }
    return seen;
  }

  @Test
  void whatIsBeyondASecondIsAStallAndABusyNodeIsNone() {
    assertEquals(List.of(0L, 0L, 0L, 9L, 0L), stalls(1, 2, 3, 10, 1));
  }

  @Test
  void aClockThatIsSetBackIsAStallBackwards() {
    assertEquals(List.of(0L, -3601L, 0L), stalls(1, -3600, 1));
  }

  /** This failed before: every client was told that it was unresponsive. */
  @Test
  void clientsSurviveAPauseOfTheirNode() {
    RecordingOutlet answering = new RecordingOutlet(true);
    Session session =
        registry.join(
            new ReadRequest(caller("a"), filters("a"), false, StartAfter.LATEST),
            "test",
            answering);
    answering.saw("hello");
    seconds(20);
    answering.saw("(heartbeat)");
    clock.turn(Duration.ofSeconds(100));
    registry.tick();
    assertFalse(session.ended());
    seconds(30);
    assertTrue(session.ended(), "its answer has really not come");
  }

  private void seconds(int number) {
    for (int i = 0; i < number; i++) {
      clock.turn(Duration.ofSeconds(1));
      registry.tick();
    }
  }
}
