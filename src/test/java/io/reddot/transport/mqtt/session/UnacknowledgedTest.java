package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {
  private final Unacknowledged unacknowledged = new Unacknowledged();

  /**
   * Holds the same as a map, in any order of sending and acknowledging, and even if one message is
   * never acknowledged.
   */
  @Property(tries = 300)
  void holdsWhatAMapWould(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int window,
      @ForAll @IntRange(min = 0, max = 2) int kind) {
    Random random = new Random(seed);
    Unacknowledged tested = new Unacknowledged();
    Map<Integer, InFlight> map = new LinkedHashMap<>();
    int lastId = random.nextInt(0xffff);
    for (int i = 1; i < 3_000; i++) {
      if (map.size() < window && random.nextInt(3) > 0) {
        do {
          lastId = lastId == 0xffff ? 1 : lastId + 1;
        } while (tested.contains(lastId));
        boolean plain = kind == 0 || (kind == 1 && random.nextInt(10) > 0);
        map.put(lastId, send(tested, lastId, i, plain).row(lastId));
      } else if (!map.isEmpty()) {
        List<Integer> ids = new ArrayList<>(map.keySet());
        boolean inOrder = random.nextInt(5) > 0;
        int id = ids.get(inOrder ? Math.min(1, ids.size() - 1) : random.nextInt(ids.size()));
        acknowledge(tested, id);
        map.remove(id);
      }
      assertEquals(map.size(), tested.size());
    }
    assertEquals(List.copyOf(map.values()), tested.rows());
    map.keySet().forEach(id -> assertTrue(tested.contains(id)));
    map.keySet().forEach(id -> acknowledge(tested, id));
    assertEquals(0, tested.size());
    assertEquals(Long.MAX_VALUE, tested.first());
    assertEquals(List.of(), tested.rows());
  }

  private static Outgoing send(Unacknowledged to, int packetId, long position, boolean plain) {
    if (plain) {
      to.add(packetId, position);
      return Outgoing.plain(position);
    }
    Outgoing outgoing = new Outgoing(position, 2, true, null, true, false);
    to.add(packetId, outgoing);
    return outgoing;
  }

  private static void acknowledge(Unacknowledged by, int packetId) {
    if (!by.removePlain(packetId)) {
      by.removeOther(packetId);
    }
    assertFalse(by.contains(packetId));
  }

  @Test
  void doesNotGrowByWhatIsNeverAcknowledged() {
    unacknowledged.add(1, 7);
    for (int packetId = 2; packetId <= 0xffff; packetId++) {
      unacknowledged.add(packetId, 100L + packetId);
      acknowledge(unacknowledged, packetId);
    }
    assertEquals(1, unacknowledged.size());
    assertEquals(7, unacknowledged.first());
  }

  @Test
  void knowsNothingOfOtherIds() {
    assertFalse(unacknowledged.contains(1));
    unacknowledged.add(9, 7);
    assertFalse(unacknowledged.removePlain(0));
    assertFalse(unacknowledged.contains(1));
    assertFalse(unacknowledged.removePlain(1));
    assertNull(unacknowledged.get(9));
    assertTrue(unacknowledged.removePlain(9));
  }

  /** The group delivers its messages again, unless they were handed to the session. */
  @Test
  void leavesToGroupsWhatIsTheirs() {
    Outgoing handed = new Outgoing(2, 2, false, "g", true, false);
    handed.hand();
    unacknowledged.add(1, new Outgoing(1, 1, false, "g", false, false));
    unacknowledged.add(2, handed);
    assertEquals(List.of(handed.row(2)), unacknowledged.rows());
    assertEquals(2, unacknowledged.others().size());
  }
}
