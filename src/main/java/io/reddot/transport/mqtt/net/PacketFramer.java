package io.reddot.transport.mqtt.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.packet.PacketRules;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.session.BufferedInput;
import java.util.List;

/**
 * Splits the stream into packets before Netty's decoder, which would read on into the next packet
 * if a packet's length is too short for its content. An invalid packet is passed on as one that
 * cannot be decoded, and the input after it is discarded. Used by one connection; not thread-safe.
 */
final class PacketFramer extends ByteToMessageDecoder {
  private static final int CONNECT = 1;
  private static final int MAX_LENGTH_BYTES = 4;

  /** The first two bytes of a PUBACK that has only a packet id, in both versions. */
  private static final short BARE_PUBACK = 0x40_02;

  private static final MqttFixedHeader PUBACK =
      new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 2);

  private final int maximum;
  private final int connectMaximum;
  private final BufferedInput input;

  /** Whether CONNECT has arrived; later packets may be larger. */
  private boolean accepted;

  private boolean version5;
  private boolean broken;
  private boolean taken;

  /**
   * @param maximum the maximum size of a packet, in bytes
   * @param connectMaximum the maximum size of the first packet
   * @param input accounts for incomplete packets
   */
  PacketFramer(int maximum, int connectMaximum, BufferedInput input) {
    this.maximum = maximum;
    this.connectMaximum = connectMaximum;
    this.input = input;
  }

  /** Notes that the decoder has produced a packet. */
  void taken() {
    taken = true;
  }

  /** Passes complete acknowledgements on without copying them into Netty's cumulation buffer. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    if (bytes instanceof ByteBuf in && !broken && !internalBuffer().isReadable()) {
      boolean all = false;
      while (!all && acknowledgement(context, in)) {
        all = !in.isReadable();
      }
      if (all) {
        in.release();
        return;
      }
    }
    super.channelRead(context, bytes);
    count(context);
  }

  /** Counts the incomplete packet by the capacity of its buffer. */
  private void count(ChannelHandlerContext context) {
    ByteBuf waiting = internalBuffer();
    try {
      input.waits(waiting.isReadable() ? waiting.capacity() : 0);
    } catch (Problem problem) {
      if (!broken) {
        refuse(context, new Refusal(Reason.of(problem), problem.detail()));
      }
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    input.release();
  }

  /**
   * Does not request another read, unlike the superclass, which does so when a read produced no
   * packet: reading may be paused.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    discardSomeReadBytes();
    context.fireChannelReadComplete();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (acknowledgement(context, in)) {
      input.ended();
      return;
    }
    int length = 0;
    int header = 1;
    byte last = 0;
    boolean more = true;
    for (; more && header < in.readableBytes(); header++) {
      if (header > MAX_LENGTH_BYTES) {
        refuse(context, Refusal.malformed("The remaining length is encoded in more than 4 bytes."));
        return;
      }
      byte digit = in.getByte(in.readerIndex() + header);
      length |= (digit & 0x7f) << (7 * (header - 1));
      last = digit;
      more = digit < 0;
    }
    if (more) {
      if (header > MAX_LENGTH_BYTES) {
        refuse(context, Refusal.malformed("The remaining length is encoded in more than 4 bytes."));
      }
      return;
    }
    if (last == 0 && header > 2) { // MQTT-1.5.5-1
      refuse(
          context,
          Refusal.malformed("The remaining length is encoded in more bytes than necessary."));
      return;
    }
    if (header + length > (accepted ? maximum : connectMaximum)) {
      refuse(context, new TooLongFrameException(length + " bytes"));
    } else if (in.readableBytes() >= header + length) {
      packet(context, in.readRetainedSlice(header + length), header);
    }
  }

  /** Decodes a bare PUBACK, the most frequent packet, which would cost most in Netty's decoder. */
  private static boolean acknowledgement(ChannelHandlerContext context, ByteBuf in) {
    int start = in.readerIndex();
    if (in.readableBytes() < 4 || in.getShort(start) != BARE_PUBACK) {
      return false;
    }
    int packetId = in.getUnsignedShort(start + 2);
    if (packetId == 0) {
      return false; // invalid; the general path refuses it
    }
    in.skipBytes(4);
    context.fireChannelRead(
        new MqttPubAckMessage(PUBACK, MqttMessageIdVariableHeader.from(packetId)));
    return true;
  }

  private void packet(ChannelHandlerContext context, ByteBuf packet, int header) {
    try {
      if ((packet.getByte(packet.readerIndex()) & 0xf0) >> 4 == CONNECT) {
        version5 = PacketRules.isVersion5(packet, header);
        accepted = true;
      }
      input.ended();
      PacketRules.check(
          packet.duplicate().skipBytes(header), packet.getByte(packet.readerIndex()), version5);
    } catch (Refusal | IndexOutOfBoundsException e) {
      packet.release();
      refuse(context, e);
      return;
    }
    taken = false;
    context.fireChannelRead(packet);
    if (!taken) {
      refuse(
          context,
          Refusal.malformed("The packet's remaining length is too short for its content."));
    }
  }

  private void refuse(ChannelHandlerContext context, Exception cause) {
    broken = true;
    context.fireChannelRead(MqttMessageFactory.newInvalidMessage(cause));
  }
}
