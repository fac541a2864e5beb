package io.reddot.transport.mqtt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.session.BufferedInputs;
import io.reddot.web.MemoryBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Decodes frames of a WebSocket; the tasks of its line run when the test says so. */
class FrameInputTest {
  private static final int PACKET = 10_000;
  private static final byte[] PING = {(byte) 0xc0, 0};
  private static final byte[] HELLO = {
    0x10, 15, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 2, 'i', 'd'
  };

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final MemoryBudget budget =
      new MemoryBudget("frames", new MemoryBudget.Bounds(0, 0, 1 << 30));
  private final FrameInput input =
      new FrameInput(
          Codec.embedded(PACKET, PACKET, BufferedInputs.unbounded()),
          budget.of("", "a"),
          PACKET,
          tasks::add);
  private final List<MqttMessageType> taken = new ArrayList<>();

  private void take(MqttMessage packet) {
    taken.add(packet.fixedHeader().messageType());
    if (packet.fixedHeader().messageType() == MqttMessageType.CONNECT) {
      input.pause(true);
    }
  }

  private void take(byte... frame) {
    input.take(frame, this::take);
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void packetsMayBeginAnywhereInFrames() {
    take(PING[0]);
    run();
    assertEquals(List.of(), taken);
    take(PING[1], PING[0], PING[1]);
    run();
    assertEquals(List.of(MqttMessageType.PINGREQ, MqttMessageType.PINGREQ), taken);
    assertEquals(0, budget.held());
  }

  /** What one part holds is passed on; the session decides what becomes of it. */
  @Test
  void decodesNoFurtherPartWhilePaused() {
    byte[] frame = Arrays.copyOf(HELLO, HELLO.length + 80_000);
    for (int i = HELLO.length; i < frame.length; i += 2) {
      System.arraycopy(PING, 0, frame, i, 2);
    }
    take(frame);
    run();
    int first = taken.size();
    assertTrue(first > 1 && first < 40_001, () -> first + " packets");
    assertTrue(budget.held() > 0);
    input.pause(false);
    run();
    assertEquals(40_001, taken.size());
    assertEquals(0, budget.held());
  }

  @Test
  void refusesMoreThanItMayHold() {
    byte[] large = new byte[4 << 20];
    take(large);
    long held = budget.held();
    assertThrows(
        Problem.class,
        () -> {
          take(large);
          take(large);
        });
    assertTrue(held > 0);
  }

  @Test
  void dropsEverythingOnceItIsStopped() {
    take(PING);
    input.stop();
    take(PING);
    run();
    assertEquals(List.of(), taken);
    assertEquals(0, budget.held());
    assertFalse(input.isPaused());
  }
}
