package io.reddot.transport.mqtt.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.access.Caller;
import io.reddot.container.Completion;
import io.reddot.container.FrameChannel;
import io.reddot.http.MemoryBudget;
import io.reddot.message.Problem;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.Ignored;
import io.reddot.transport.SerialExecutor;
import io.reddot.transport.mqtt.session.BufferedInput;
import io.reddot.transport.mqtt.session.Line;
import io.reddot.transport.mqtt.session.MqttBroker;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of the container's (MQTT 5, section 6): packets in binary frames, cut wherever it
 * pleases the sender. One frame is on its way at a time; what comes meanwhile goes out together in
 * the next one. Its line is a serial executor.
 */
final class WebSocketLine implements Line {
  /** Who asks and does not take the answers is hung up on, beyond so many bytes. */
  private static final int MOST = 8 << 20;

  /** What a frame that waits costs, beside its bytes. */
  private static final int FRAME = 128;

  /** So much of a frame is decoded at once. */
  private static final int PART = 64 << 10;

  /** Who takes none of our last words is hung up on after so long. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final MqttBroker broker;
  private final FrameChannel channel;
  private final String address;
  private final SerialExecutor serial;
  private final BufferedInput input;
  private final EmbeddedChannel codec;
  private final boolean guest;

  /** Of what has come: bytes, and {@link #FRAME} a frame. */
  private final AtomicLong undecoded = new AtomicLong();

  /** Of the same, where that is large, and of packets that have begun. */
  private final MemoryBudget.Share unfinished;

  /** Frames that are not decoded to their end, the oldest first. */
  private final Queue<Arrived> arrived = new ArrayDeque<>();

  /** How many bytes of the first of them are decoded. */
  private int decoded;

  /** Whether nothing is decoded, because the session is not open yet. */
  private boolean opening;

  private final Queue<Waiting> queue = new ArrayDeque<>();
  private int waiting;
  private boolean sending;
  private boolean ending;
  private boolean closed;

  /** A frame, and the taker of its packets. */
  private static final class Arrived {
    private final byte[] frame;
    private final Consumer<MqttMessage> packets;

    Arrived(byte[] frame, Consumer<MqttMessage> packets) {
      this.frame = frame;
      this.packets = packets;
    }

    int size() {
      return frame.length + FRAME;
    }
  }

  /** What goes out, and who is told. */
  private record Waiting(ByteBuf packets, Written written) {}

  /**
   * @param address where the client is
   * @param unfinished holds what has come and is not taken yet
   */
  WebSocketLine(
      MqttBroker broker,
      Session socket,
      FrameChannel channel,
      String address,
      MemoryBudget.Share unfinished,
      Executor pool) {
    this.broker = broker;
    this.channel = channel;
    this.address = address;
    this.unfinished = unfinished;
    this.serial = new SerialExecutor(pool);
    this.input = broker.input(address);
    this.codec =
        Codec.embedded(broker.settings().packetBytes(), broker.settings().connectBytes(), input);
    // The door has said so: only it sees where a request comes from.
    this.guest = socket.getUserPrincipal() instanceof Caller;
  }

  @Override
  public void execute(Runnable task) {
    serial.execute(task);
  }

  /**
   * Takes a frame of the client's: the packets that end in it, in order, on the line; none of what
   * comes behind the end. Any thread.
   *
   * @throws Problem (400) if more waits to be decoded than may, (429, 503) if more does of its
   *     address, or of all; then nothing is taken
   */
  void take(byte[] frame, Consumer<MqttMessage> packets) {
    Arrived next = new Arrived(frame, packets);
    if (undecoded.addAndGet(next.size()) > MOST + broker.settings().packetBytes()) {
      throw Problem.badRequest("That is more than is taken at once.");
    }
    unfinished.hold(next.size());
    execute(
        () -> {
          arrived.add(next);
          decode();
        });
  }

  /** What has come is not needed any more. Any thread. */
  void forget() {
    unfinished.release();
  }

  /**
   * Decodes what has come, a part at a time: a packet of two bytes is a hundred when it is decoded.
   * Behind a CONNECT it stops at the end of the part until the session is open.
   */
  private void decode() {
    while (!opening && !arrived.isEmpty()) {
      Arrived next = arrived.element();
      int length = Math.min(PART, next.frame.length - decoded);
      int from = decoded;
      decoded += length;
      try {
        if (!ending) {
          decode(Unpooled.wrappedBuffer(next.frame, from, length), next.packets);
        }
      } finally {
        if (ending || decoded == next.frame.length) {
          arrived.remove();
          decoded = 0;
          undecoded.addAndGet(-next.size());
          unfinished.giveBack(next.size());
        }
      }
    }
  }

  private void decode(ByteBuf part, Consumer<MqttMessage> packets) {
    codec.writeInbound(part);
    for (MqttMessage packet = codec.readInbound(); packet != null; packet = codec.readInbound()) {
      packets.accept(packet);
    }
  }

  @Override
  public void opening(boolean on) {
    opening = on;
    if (!on) {
      execute(this::decode); // behind what has been decoded already
    }
  }

  @Override
  public void identify(String user) {
    input.identify(user);
    unfinished.identify(user);
  }

  @Override
  public ByteBufAllocator allocator() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  public void send(MqttMessage packet) {
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
      sent(together, e); // the containers throw when the client has just left
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

  /** The container does not let us: what floods is hung up on instead. */
  @Override
  public void reading(boolean on) {}

  @Override
  public BufferedInput input() {
    return input;
  }

  @Override
  public boolean reads() {
    return !opening;
  }

  @Override
  public void close() {
    if (ending) {
      return;
    }
    ending = true;
    opening(false); // which drops what has come
    if (sending) {
      broker.later(() -> execute(this::hangUp), FAREWELL);
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
