package io.reddot.transport.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import io.reddot.session.Outlet.Written;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A connection of Netty's: its line is the thread of its event loop. */
final class NettyLine extends ChannelInboundHandlerAdapter implements Line {
  private static final System.Logger LOGGER = System.getLogger(NettyLine.class.getName());

  private final MqttBroker broker;
  private final Channel channel;
  private final PacketFramer framer;
  private @Nullable MqttConnection connection;

  /** Past what puts flushes together: a batch is one write already. */
  private @Nullable ChannelHandlerContext flushing;

  NettyLine(MqttBroker broker, Channel channel, PacketFramer framer) {
    this.framer = framer;
    this.broker = broker;
    this.channel = channel;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    flushing = context.pipeline().context(FlushConsolidationHandler.class);
    connection = broker.open(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object packet) {
    framer.taken();
    MqttConnection known = connection;
    if (known != null && packet instanceof MqttMessage message) {
      known.take(message);
    } else {
      ReferenceCountUtil.release(packet);
    }
  }

  /** What a client does not read holds up what it says: it asks, and does not take the answers. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    channel.config().setAutoRead(channel.isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    MqttConnection known = connection;
    if (known != null) {
      known.gone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOGGER.log(Level.DEBUG, "an MQTT connection failed", cause);
    ChannelFuture unused = context.close();
  }

  @Override
  public void execute(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.DEBUG, "the threads have ended with the application", e);
    }
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public void send(MqttMessage packet) {
    ChannelFuture unused = channel.writeAndFlush(packet, channel.voidPromise());
  }

  @Override
  public void send(ByteBuf packets, Written written) {
    ChannelHandlerContext out = Objects.requireNonNull(flushing);
    if (written == Ignored.INSTANCE) {
      ChannelFuture unused = out.writeAndFlush(packets, out.voidPromise());
      return;
    }
    ChannelFuture sending = out.writeAndFlush(packets);
    if (sending.isSuccess()) {
      written.done(); // the commonest case: the kernel had room for it
      return;
    }
    ChannelFuture unused =
        sending.addListener(
            sent -> {
              if (sent.isSuccess()) {
                written.done();
              } else {
                written.failed(sent.cause());
              }
            });
  }

  @Override
  public void reading(boolean on) {
    channel.config().setAutoRead(on);
  }

  @Override
  public void close() {
    channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public String transport() {
    return "mqtt";
  }

  @Override
  public String peer() {
    return "mqtt " + channel.remoteAddress();
  }
}
