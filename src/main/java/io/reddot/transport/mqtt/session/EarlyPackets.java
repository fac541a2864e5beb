package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The packets that arrive after CONNECT and before the session is open (MQTT 5, section 3.1.4).
 * They count against the budget for unfinished requests.
 *
 * <p>Threat: a client without a valid token sends packets while its token is checked. Confined to
 * its line.
 */
final class EarlyPackets {
  static final int MAX_PACKETS = 1_000;
  static final int MAX_BYTES = 1 << 20;

  /** The memory that a packet, or a topic filter, takes in addition to its bytes. */
  private static final int OVERHEAD = 128;

  private final BufferedInput input;
  private final Queue<MqttMessage> packets = new ArrayDeque<>();
  private int bytes;

  /**
   * @param input accounts for the packets
   */
  EarlyPackets(BufferedInput input) {
    this.input = input;
  }

  /**
   * Adds a packet and takes ownership of it.
   *
   * @throws Refusal if a limit is exceeded; then the packet is released
   */
  void add(MqttMessage packet) {
    try {
      hold(bytes + size(packet));
    } catch (Refusal refusal) {
      ReferenceCountUtil.release(packet);
      throw refusal;
    }
    packets.add(packet);
  }

  private void hold(int all) {
    if (packets.size() >= MAX_PACKETS || all > MAX_BYTES) {
      throw new Refusal(
          Reason.QUOTA_EXCEEDED,
          "A client may send at most %,d packets and %,d bytes before CONNACK."
              .formatted(MAX_PACKETS, MAX_BYTES));
    }
    try {
      input.keeps(all);
    } catch (Problem problem) {
      throw new Refusal(Reason.of(problem), problem.detail());
    }
    bytes = all;
  }

  private static int size(MqttMessage packet) {
    int filters = 0;
    if (packet instanceof MqttSubscribeMessage subscribe) {
      filters = subscribe.payload().topicSubscriptions().size();
    } else if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
      filters = unsubscribe.payload().topics().size();
    }
    return packet.fixedHeader().remainingLength() + OVERHEAD * (1 + filters);
  }

  /** Passes all packets on in order, with their ownership. */
  void giveTo(Consumer<MqttMessage> taker) {
    for (MqttMessage packet = packets.poll(); packet != null; packet = packets.poll()) {
      taker.accept(packet);
    }
    forget();
  }

  /** Releases the packets; the connection has ended. */
  void release() {
    packets.forEach(ReferenceCountUtil::release);
    packets.clear();
    forget();
  }

  private void forget() {
    bytes = 0;
    input.keeps(0);
  }
}
