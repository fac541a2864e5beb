package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A subscriber's memory, which outlives its connections and the server's: the numbers that it got,
 * and what of QoS 2 is not released yet. For one test thread.
 */
final class Reader {
  private final int qos;

  /** Packet ids whose message it has and whose release not. */
  private final Set<Integer> open = new HashSet<>();

  private final List<Integer> got = new ArrayList<>();

  Reader(int qos) {
    this.qos = qos;
  }

  /** Takes the next packets, as a client has to. */
  void take(MqttClient client, int packets) throws Exception {
    for (int i = 0; i < packets; i++) {
      take(client, client.next());
    }
  }

  /** Takes what comes until it has the numbers below {@code end} and nothing is open. */
  void takeAll(MqttClient client, int end) throws Exception {
    while (new HashSet<>(got).size() < end || !open.isEmpty()) {
      take(client, client.next());
    }
  }

  private void take(MqttClient client, Packet packet) throws IOException {
    switch (packet.type()) {
      case PUBLISH -> {
        if (packet.qos() == 1 || open.add(packet.id())) {
          got.add(Integer.parseInt(packet.text()));
        }
        client.ack(packet.qos() == 1 ? Type.PUBACK : Type.PUBREC, packet.id());
      }
      case PUBREL -> {
        open.remove(packet.id());
        client.ack(Type.PUBCOMP, packet.id());
      }
      default -> throw new AssertionError("unexpected: " + packet);
    }
  }

  /** In order, each; of QoS 2 once, of QoS 1 at least once. */
  void assertGotAll(int end) {
    List<Integer> numbers = IntStream.range(0, end).boxed().toList();
    assertEquals(numbers, qos == 2 ? got : List.copyOf(new LinkedHashSet<>(got)));
  }
}
