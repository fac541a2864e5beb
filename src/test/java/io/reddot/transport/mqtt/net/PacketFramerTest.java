package io.reddot.transport.mqtt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.reddot.transport.mqtt.session.BufferedInputs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketFramerTest {
  private static final byte[] PINGREQ = {(byte) 0xc0, 0};

  private int reads;
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext context) {
              reads++;
              context.read();
            }
          });

  PacketFramerTest() {
    Codec.addTo(channel.pipeline(), 1_000, 1_000, BufferedInputs.unbounded());
  }

  /** Otherwise a client whose reading is paused would be read as long as it sends. */
  @Test
  void doesNotAskForMoreWhileNothingIsToBeRead() {
    channel.config().setAutoRead(false);
    reads = 0;
    channel.writeInbound(Unpooled.wrappedBuffer(PINGREQ));
    channel.writeInbound(Unpooled.wrappedBuffer(PINGREQ, 0, 1));
    channel.writeInbound(Unpooled.wrappedBuffer(PINGREQ, 1, 1));
    assertEquals(0, reads);
    assertEquals(2, channel.inboundMessages().size());
  }

  /** Complete, in parts, and followed by other packets. */
  @Test
  void takesAcknowledgementsHoweverTheyCome() {
    byte[] stream = new byte[100 * 4 + PINGREQ.length];
    for (int i = 0; i < 100; i++) {
      byte[] acknowledgement = {0x40, 2, 0, (byte) (i + 1)};
      System.arraycopy(acknowledgement, 0, stream, 4 * i, 4);
    }
    System.arraycopy(PINGREQ, 0, stream, 400, PINGREQ.length);
    for (int part = 1; part <= 9; part++) {
      for (int at = 0; at < stream.length; at += part) {
        ByteBuf in = channel.alloc().buffer();
        in.writeBytes(stream, at, Math.min(part, stream.length - at));
        channel.writeInbound(in);
        boolean whole = part == 4 && at < 400;
        assertFalse(whole && in.refCnt() > 0, "a buffer that is used up is released");
      }
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        MqttPubAckMessage packet = channel.readInbound();
        ids.add(packet.variableHeader().messageId());
      }
      assertEquals(List.of(1, 100), List.of(ids.get(0), ids.get(99)));
      assertInstanceOf(MqttMessage.class, channel.readInbound());
    }
    assertFalse(channel.finish());
  }
}
