package io.reddot.transport.mqtt.packet;

import io.netty.handler.codec.mqtt.MqttVersion;
import io.reddot.session.Encoded;
import io.reddot.session.Envelope;
import io.reddot.session.WireFormat;
import java.util.List;

/**
 * The wire formats of the two versions of MQTT. A message is a {@link PublishPacket}; the
 * connection sends other packets itself. Thread-safe.
 */
public final class MqttWire implements WireFormat {
  public static final MqttWire VERSION_3 = new MqttWire(MqttVersion.MQTT_3_1_1);
  public static final MqttWire VERSION_5 = new MqttWire(MqttVersion.MQTT_5);

  private static final Encoded SILENT = new Encoded(new byte[0]);

  private final int index = WireFormat.newIndex();
  private final PacketEncoder encoder;

  private MqttWire(MqttVersion version) {
    this.encoder = new PacketEncoder(version);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public Encoded encode(Envelope envelope) {
    if (envelope instanceof Envelope.OfMessage message) {
      return PublishPacket.of(message.message(), encoder);
    }
    return envelope instanceof Envelope.Aside aside ? aside.message().in(this) : SILENT;
  }

  public PublishPacket packet(Envelope.OfMessage message) {
    return (PublishPacket) message.in(this);
  }

  /** Concatenates packets of QoS 0. */
  @Override
  public Encoded join(List<Encoded> packets) {
    if (packets.size() == 1) {
      return packets.get(0);
    }
    byte[] all = new byte[packets.stream().mapToInt(Encoded::size).sum()];
    int end = 0;
    for (Encoded packet : packets) {
      System.arraycopy(packet.bytes(), 0, all, end, packet.size());
      end += packet.size();
    }
    return new Encoded(all);
  }
}
