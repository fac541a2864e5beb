package io.reddot.transport.mqtt.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.container.Completion;
import io.reddot.container.FrameChannel;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.Ignored;
import io.reddot.transport.SerialExecutor;
import io.reddot.transport.mqtt.packet.PacketMetrics;
import io.reddot.transport.mqtt.session.BufferedInput;
import io.reddot.transport.mqtt.session.Line;
import io.reddot.transport.mqtt.session.MqttSettings;
import io.reddot.web.MemoryBudget;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of the container (MQTT 5, section 6): packets in binary frames, which need not match
 * the frames. One frame is written at a time; packets that are sent meanwhile are joined in the
 * next one. Confined to its line, a serial executor, except where stated.
 */
final class WebSocketLine implements Line {
  /** Clients that do not read their answers are disconnected beyond this backlog, in bytes. */
  private static final int MOST = 8 << 20;

  /** The time that a client has to read the last packets before it is disconnected. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final FrameChannel channel;
  private final String address;
  private final boolean guest;
  private final BufferedInput input;
  private final SerialExecutor serial;
  private final BiConsumer<Runnable, Duration> later;
  private final EmbeddedChannel codec;
  private final FrameInput frames;

  private final Queue<Waiting> queue = new ArrayDeque<>();
  private int waiting;
  private boolean sending;
  private boolean ending;
  private boolean closed;

  private record Waiting(ByteBuf packets, Written written) {}

  /**
   * @param address the address of the client
   * @param guest whether the client needs no token
   * @param undecoded the budget for frames that are not decoded yet
   * @param later runs a short task after a delay
   */
  WebSocketLine(
      FrameChannel channel,
      String address,
      boolean guest,
      BufferedInput input,
      MemoryBudget.Share undecoded,
      MqttSettings settings,
      Executor pool,
      BiConsumer<Runnable, Duration> later) {
    this.channel = channel;
    this.address = address;
    this.guest = guest;
    this.input = input;
    this.serial = new SerialExecutor(pool);
    this.later = later;
    this.codec = Codec.embedded(settings.packetBytes(), settings.connectBytes(), input);
    this.frames = new FrameInput(codec, undecoded, settings.packetBytes(), serial);
  }

  /** Returns the input of frames from the client. */
  FrameInput frames() {
    return frames;
  }

  @Override
  public void execute(Runnable task) {
    serial.execute(task);
  }

  @Override
  public void opening(boolean on) {
    frames.pause(on);
  }

  @Override
  public void identify(String user) {
    input.identify(user);
    frames.identify(user);
  }

  @Override
  public ByteBufAllocator allocator() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  public void send(MqttMessage packet) {
    if (!ending) {
      PacketMetrics.sent(packet.fixedHeader().messageType());
    }
    codec.writeOutbound(packet);
    ByteBuf encoded = codec.readOutbound();
    send(encoded, Ignored.INSTANCE);
  }

  @Override
  public void send(ByteBuf packets, Written written) {
    if (ending) {
      packets.release();
      written.failed(new IOException("the connection is closed"));
      return;
    }
    queue.add(new Waiting(packets, written));
    waiting += packets.readableBytes();
    if (waiting > MOST && written == Ignored.INSTANCE) {
      close();
    } else {
      next();
    }
  }

  private void next() {
    if (sending || queue.isEmpty()) {
      return;
    }
    sending = true;
    List<Waiting> together = new ArrayList<>(queue);
    queue.clear();
    byte[] all = joined(together);
    waiting -= all.length;
    Told told = new Told(together);
    try {
      channel.writeBinary(all, told);
    } catch (RuntimeException e) {
      sent(together, e); // containers throw if the client has just left
    }
  }

  private final class Told implements Completion {
    private final List<Waiting> together;

    Told(List<Waiting> together) {
      this.together = together;
    }

    void ended(@Nullable Throwable failure) {
      execute(() -> sent(together, failure));
    }

    @Override
    public void done() {
      ended(null);
    }

    @Override
    public void failed(Throwable cause) {
      ended(cause);
    }
  }

  private static byte[] joined(List<Waiting> together) {
    int size = together.stream().mapToInt(each -> each.packets.readableBytes()).sum();
    ByteBuffer all = ByteBuffer.allocate(size);
    for (Waiting each : together) {
      all.put(each.packets.nioBuffer());
      each.packets.release();
    }
    return all.array();
  }

  private void sent(List<Waiting> together, @Nullable Throwable failure) {
    sending = false;
    for (Waiting each : together) {
      if (failure == null) {
        each.written.done();
      } else {
        each.written.failed(failure);
      }
    }
    if (failure == null) {
      next();
    }
    if (ending && !sending) {
      hangUp();
    }
  }

  /**
   * Does nothing: the container cannot stop reading. {@link FrameInput} refuses clients that send
   * too fast.
   */
  @Override
  public void reading(boolean on) {}

  @Override
  public BufferedInput input() {
    return input;
  }

  @Override
  public boolean reads() {
    return !frames.isPaused();
  }

  @Override
  public void close() {
    if (ending) {
      return;
    }
    ending = true;
    frames.stop();
    if (sending) {
      later.accept(() -> execute(this::hangUp), FAREWELL);
    } else {
      hangUp();
    }
  }

  private void hangUp() {
    if (closed) {
      return;
    }
    closed = true;
    codec.finishAndReleaseAll();
    queue.forEach(each -> each.packets.release());
    queue.clear();
    channel.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
  }

  @Override
  public boolean guest() {
    return guest;
  }

  @Override
  public String transport() {
    return "mqtt-websocket";
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public String peer() {
    return "mqtt over WebSocket " + address;
  }
}
