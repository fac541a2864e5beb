package io.reddot.transport.mqtt.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.reddot.transport.mqtt.session.BufferedInput;

/** Sets up the handlers that turn bytes into packets and back. Stateless. */
final class Codec {
  private static final int MAX_CLIENT_ID_BYTES = 1 << 16;

  private Codec() {}

  /**
   * @param packetBytes the maximum size of a packet
   * @param connectBytes the maximum size of CONNECT
   */
  static void addTo(
      ChannelPipeline pipeline, int packetBytes, int connectBytes, BufferedInput input) {
    PacketFramer framer = new PacketFramer(packetBytes, connectBytes, input);
    pipeline
        .addLast(framer)
        .addLast(new MqttDecoder(packetBytes, MAX_CLIENT_ID_BYTES, true))
        .addLast(new Taken(framer))
        .addLast(MqttEncoder.INSTANCE);
  }

  /** Makes a channel without a socket, for packets in WebSocket frames. */
  static EmbeddedChannel embedded(int packetBytes, int connectBytes, BufferedInput input) {
    EmbeddedChannel channel = new EmbeddedChannel();
    addTo(channel.pipeline(), packetBytes, connectBytes, input);
    return channel;
  }

  /** Tells the framer that the decoder has produced a packet. */
  private static final class Taken extends ChannelInboundHandlerAdapter {
    private final PacketFramer framer;

    Taken(PacketFramer framer) {
      this.framer = framer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
      framer.taken();
      context.fireChannelRead(packet);
    }
  }
}
