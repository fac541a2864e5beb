package io.reddot.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A subscriber that speaks MQTT 3.1.1. What one read brought it acknowledges in one write, as
 * clients do that are written with care. For its reactor's thread.
 */
public final class MqttClient extends Client implements MqttStream.Listener {
  private static final int SUBSCRIPTION = 1;

  private final MqttStream stream = new MqttStream(this);
  private final ByteArrayOutputStream acknowledgements = new ByteArrayOutputStream();
  private final String topic;
  private final int qos;
  private final String token;

  /**
   * @param token null: the server asks for none
   */
  public MqttClient(String topic, int qos, String token) {
    this.topic = topic;
    this.qos = qos;
    this.token = token;
  }

  @Override
  void connected() throws IOException {
    send(MqttPacket.connect(token));
  }

  @Override
  void read(byte[] bytes, int from, int to) throws IOException {
    stream.read(bytes, from, to);
    if (acknowledgements.size() > 0) {
      send(acknowledgements.toByteArray());
      acknowledgements.reset();
    }
  }

  @Override
  public void control(int type, byte[] body) throws IOException {
    MqttPacket.checkAccepted(type, body);
    if (type == MqttPacket.CONNACK) {
      send(MqttPacket.subscribe(SUBSCRIPTION, topic, qos));
    } else if (type == MqttPacket.SUBACK) {
      subscribed();
    }
  }

  @Override
  public void payload(byte[] bytes, int from, int to) {
    scan(bytes, from, to);
  }

  @Override
  public void endOfMessage(int packetId) {
    if (packetId != 0) {
      MqttPacket.pubAck(packetId, acknowledgements);
    }
  }
}
