package io.reddot.transport.mqtt.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.message.Problem;
import io.reddot.web.MemoryBudget;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Decodes the frames of one WebSocket on its line, a part at a time, because a packet of two bytes
 * takes a hundred once it is decoded.
 *
 * <p>Threat: a client sends faster than the server processes; the container cannot stop reading.
 * Confined to its line, except where stated.
 */
final class FrameInput {
  /** Clients whose undecoded frames exceed this, plus one packet, are disconnected. */
  private static final int MOST = 8 << 20;

  /** The memory that a waiting frame takes in addition to its bytes. */
  private static final int FRAME = 128;

  private static final int PART = 64 << 10;

  private final EmbeddedChannel codec;
  private final MemoryBudget.Share budget;
  private final long maximum;
  private final Executor line;

  /** The size of undecoded frames, {@link #FRAME} included. */
  private final AtomicLong undecoded = new AtomicLong();

  /** Frames that are not decoded completely, oldest first. */
  private final Queue<Frame> frames = new ArrayDeque<>();

  /** The number of bytes of the first frame that have been decoded. */
  private int decoded;

  private boolean paused;
  private boolean stopped;

  private static final class Frame {
    private final byte[] bytes;
    private final Consumer<MqttMessage> packets;

    Frame(byte[] bytes, Consumer<MqttMessage> packets) {
      this.bytes = bytes;
      this.packets = packets;
    }

    int size() {
      return bytes.length + FRAME;
    }
  }

  /**
   * @param budget the budget for undecoded frames
   * @param packetBytes the maximum size of a packet
   */
  FrameInput(EmbeddedChannel codec, MemoryBudget.Share budget, int packetBytes, Executor line) {
    this.codec = codec;
    this.budget = budget;
    this.maximum = (long) MOST + packetBytes;
    this.line = line;
  }

  /**
   * Takes a frame and passes on the packets that end in it, in order and on the line. Thread-safe.
   *
   * @throws Problem (400) if this client has too many undecoded bytes, (429, 503) if its address or
   *     all clients together have; then the frame is dropped
   */
  void take(byte[] bytes, Consumer<MqttMessage> packets) {
    Frame frame = new Frame(bytes, packets);
    if (undecoded.addAndGet(frame.size()) > maximum) {
      throw Problem.badRequest("The client sends packets faster than the server can process them.");
    }
    budget.hold(frame.size());
    line.execute(
        () -> {
          frames.add(frame);
          decode();
        });
  }

  private void decode() {
    while (!paused && !frames.isEmpty()) {
      Frame frame = frames.element();
      int length = Math.min(PART, frame.bytes.length - decoded);
      int from = decoded;
      decoded += length;
      try {
        if (!stopped) {
          decode(Unpooled.wrappedBuffer(frame.bytes, from, length), frame.packets);
        }
      } finally {
        if (stopped || decoded == frame.bytes.length) {
          frames.remove();
          decoded = 0;
          undecoded.addAndGet(-frame.size());
          budget.giveBack(frame.size());
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

  /** Pauses at the end of the part that is being decoded, or resumes. */
  void pause(boolean on) {
    paused = on;
    if (!on) {
      line.execute(this::decode); // after packets that are decoded already
    }
  }

  boolean isPaused() {
    return paused;
  }

  /** Drops the waiting frames and all later ones. */
  void stop() {
    stopped = true;
    pause(false);
  }

  /**
   * Counts the memory against this user's quota, too.
   *
   * @throws Problem (429) if the user exceeds the quota
   */
  void identify(String user) {
    budget.identify(user);
  }

  /** Returns the memory to the budget. Thread-safe. */
  void release() {
    budget.release();
  }
}
