package io.reddot.bench.load;

import java.io.IOException;

/**
 * At QoS 1, one message after the other; subscribers get it at the QoS that they asked for.
 *
 * @param token null: the server asks for none
 */
public record MqttPublication(int port, String topic, String token) implements Publication {
  private static final int PACKET_ID = 1;

  @Override
  public Publishing publishing(int size) {
    return new Packets(
        MqttPacket.connect(token), MqttPacket.publish(topic, PACKET_ID, new byte[size]), size);
  }

  private static final class Packets implements Publishing, MqttStream.Listener {
    private final MqttStream stream = new MqttStream(this);
    private final byte[] connect;
    private final byte[] publish;
    private final int size;
    private boolean answered;

    Packets(byte[] connect, byte[] publish, int size) {
      this.connect = connect;
      this.publish = publish;
      this.size = size;
    }

    @Override
    public byte[] greeting() {
      answered = false;
      return connect;
    }

    @Override
    public byte[] message(long sequence, long nanos) {
      answered = false;
      Stamp.write(sequence, nanos, publish, publish.length - size, size);
      return publish;
    }

    @Override
    public void read(byte[] bytes, int from, int to) throws IOException {
      stream.read(bytes, from, to);
    }

    @Override
    public void control(int type, byte[] body) throws IOException {
      MqttPacket.checkAccepted(type, body);
      answered = true;
    }

    @Override
    public void payload(byte[] bytes, int from, int to) {
      // it has subscribed to nothing
    }

    @Override
    public void endOfMessage(int packetId) {
      // it has subscribed to nothing
    }

    @Override
    public boolean answered() {
      return answered;
    }

    @Override
    public boolean over() {
      return false;
    }
  }
}
