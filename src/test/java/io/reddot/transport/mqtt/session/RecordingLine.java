package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.Ignored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Records in words what is sent; the test runs its tasks. */
final class RecordingLine implements Line {
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final List<String> sent = new ArrayList<>();
  private boolean reading = true;
  private int pauses;
  private final EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
  private final EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder(1 << 20));

  RecordingLine() {
    send(MqttMessageBuilders.connect().protocolVersion(MqttVersion.MQTT_5).clientId("c").build());
    sent.clear();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Waits for the next task and runs it. */
  void runOne() throws InterruptedException {
    Runnable task = tasks.poll(20, TimeUnit.SECONDS);
    if (task == null) {
      throw new AssertionError("no task came");
    }
    task.run();
  }

  @Override
  public ByteBufAllocator allocator() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  public void send(MqttMessage packet) {
    encoder.writeOutbound(packet);
    send((ByteBuf) encoder.readOutbound(), Ignored.INSTANCE);
  }

  @Override
  public void send(ByteBuf packets, Written written) {
    decoder.writeInbound(packets);
    for (MqttMessage read = decoder.readInbound(); read != null; read = decoder.readInbound()) {
      sent.add(word(read));
    }
    written.done();
  }

  private static String word(MqttMessage packet) {
    if (packet instanceof MqttPublishMessage publish) {
      String word =
          publish.payload().toString(StandardCharsets.UTF_8)
              + (publish.fixedHeader().qosLevel().value() == 0
                  ? ""
                  : "#" + publish.variableHeader().packetId())
              + (publish.fixedHeader().isDup() ? "!" : "");
      publish.release();
      return word;
    }
    String type = packet.fixedHeader().messageType().toString();
    return packet.variableHeader() instanceof MqttMessageIdVariableHeader id
        ? type + "#" + id.messageId()
        : type;
  }

  /** Asserts what was sent since the last call: payload, "#" packet id, "!" if sent again. */
  void saw(String... words) {
    assertEquals(List.of(words), List.copyOf(sent));
    sent.clear();
  }

  @Override
  public void reading(boolean on) {
    reading = on;
    pauses += on ? 0 : 1;
  }

  /** How often reading was paused. */
  int pauses() {
    return pauses;
  }

  @Override
  public BufferedInput input() {
    return BufferedInputs.unbounded();
  }

  @Override
  public boolean reads() {
    return reading;
  }

  @Override
  public void close() {}

  @Override
  public boolean guest() {
    return false;
  }

  @Override
  public String transport() {
    return "test";
  }

  @Override
  public String address() {
    return "192.0.2.1";
  }

  @Override
  public String peer() {
    return "test";
  }
}
