package io.reddot.transport.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.access.Caller;
import io.reddot.session.Outlet.Written;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of the container's (MQTT 5, section 6): packets in binary frames, cut wherever it
 * pleases the sender. One frame is on its way at a time; what comes meanwhile goes out together in
 * the next one. Its line is a serial executor.
 */
final class WebSocketLine implements Line {
  private static final System.Logger LOGGER = System.getLogger(WebSocketLine.class.getName());

  /** Who asks and does not take the answers is hung up on, beyond so many bytes. */
  private static final int MOST = 8 << 20;

  private final Session socket;
  private final String address;
  private final SerialExecutor serial;
  private final EmbeddedChannel codec;
  private final boolean guest;
  private final Queue<Frame> frames = new ArrayDeque<>();
  private int waiting;
  private boolean sending;
  private boolean closing;
  private boolean closed;

  /** What goes out, and who is told. */
  private record Frame(ByteBuf packets, Written written) {}

  /**
   * @param address where the client is
   */
  WebSocketLine(Session socket, String address, Executor pool, int packetBytes) {
    this.socket = socket;
    this.address = address;
    this.serial = new SerialExecutor(pool);
    this.codec = codec(packetBytes);
    // The door has said so: only it sees where a request comes from.
    this.guest = socket.getUserPrincipal() instanceof Caller;
  }

  /** As on the TCP port. */
  static EmbeddedChannel codec(int packetBytes) {
    EmbeddedChannel codec = new EmbeddedChannel();
    Codec.addTo(codec.pipeline(), packetBytes);
    return codec;
  }

  @Override
  public void execute(Runnable task) {
    serial.execute(task);
  }

  /** The packets that end in this frame, in order; none of what comes behind the end. */
  List<MqttMessage> decode(byte[] frame) {
    if (closing) {
      return List.of();
    }
    codec.writeInbound(Unpooled.wrappedBuffer(frame));
    List<MqttMessage> packets = new ArrayList<>();
    for (MqttMessage packet = codec.readInbound(); packet != null; packet = codec.readInbound()) {
      packets.add(packet);
    }
    return packets;
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
    if (closing) {
      packets.release();
      written.failed(new IOException("the connection is closed"));
      return;
    }
    frames.add(new Frame(packets, written));
    waiting += packets.readableBytes();
    if (waiting > MOST && written == Ignored.INSTANCE) {
      close();
    } else {
      next();
    }
  }

  private void next() {
    if (sending || frames.isEmpty()) {
      return;
    }
    sending = true;
    List<Frame> together = new ArrayList<>(frames);
    frames.clear();
    ByteBuffer all = joined(together);
    waiting -= all.remaining();
    try {
      socket
          .getAsyncRemote()
          .sendBinary(all, result -> execute(() -> sent(together, result.getException())));
    } catch (RuntimeException e) {
      sent(together, e); // the containers throw when the client has just left
    }
  }

  private static ByteBuffer joined(List<Frame> frames) {
    int size = frames.stream().mapToInt(frame -> frame.packets.readableBytes()).sum();
    ByteBuffer all = ByteBuffer.allocate(size);
    for (Frame frame : frames) {
      all.put(frame.packets.nioBuffer());
      frame.packets.release();
    }
    return all.flip();
  }

  private void sent(List<Frame> together, @Nullable Throwable failure) {
    sending = false;
    for (Frame frame : together) {
      if (failure == null) {
        frame.written.done();
      } else {
        frame.written.failed(failure);
      }
    }
    if (failure == null) {
      next();
    }
    if (closing && !sending) {
      hangUp();
    }
  }

  /** The container does not let us: what floods is hung up on instead. */
  @Override
  public void reading(boolean on) {}

  @Override
  public void close() {
    closing = true;
    if (!sending) {
      hangUp();
    }
  }

  private void hangUp() {
    if (closed) {
      return;
    }
    closed = true;
    codec.finishAndReleaseAll();
    frames.forEach(frame -> frame.packets.release());
    frames.clear();
    try {
      socket.close();
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client left first", e);
    }
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
