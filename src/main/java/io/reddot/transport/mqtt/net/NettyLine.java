package io.reddot.transport.mqtt.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.Ignored;
import io.reddot.transport.mqtt.packet.PacketMetrics;
import io.reddot.transport.mqtt.session.BufferedInput;
import io.reddot.transport.mqtt.session.Line;
import io.reddot.transport.mqtt.session.MqttConnection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection of Netty. Its line is the thread of its event loop; confined to it, except where
 * {@link Line} says otherwise.
 *
 * <p>It closes in two steps: it shuts down its output, and then discards input until the client
 * closes too, or until a deadline. Closing immediately, with unread input, would reset the
 * connection, and a client that is still sending could not read the reason.
 */
final class NettyLine extends ChannelInboundHandlerAdapter implements Line {
  private static final System.Logger LOGGER = System.getLogger(NettyLine.class.getName());

  /** The time in which the client can read the last packets and close. */
  private static final int FAREWELL_SECONDS = 5;

  private final Channel channel;
  private final boolean guest;
  private final BufferedInput input;
  private final Function<Line, MqttConnection> connections;
  private @Nullable MqttConnection connection;

  /** Writes through this context bypass the consolidation of flushes: a batch is one write. */
  private @Nullable ChannelHandlerContext flushing;

  /** Whether input is wanted, provided that the client reads the answers. */
  private boolean reading = true;

  /** Closes the connection if the client does not; null: it is not being closed. */
  private @Nullable ScheduledFuture<?> farewell;

  /**
   * @param connections creates the connection of this line, once the channel is active
   */
  NettyLine(
      Channel channel,
      boolean guest,
      BufferedInput input,
      Function<Line, MqttConnection> connections) {
    this.input = input;
    this.connections = connections;
    this.channel = channel;
    this.guest = guest;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    flushing = context.pipeline().context(FlushConsolidationHandler.class);
    connection = connections.apply(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object packet) {
    MqttConnection known = connection;
    if (known != null && packet instanceof MqttMessage message) {
      known.take(message);
    } else {
      ReferenceCountUtil.release(packet);
    }
  }

  /** Pauses reading from a client that does not read the answers. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    readOn();
  }

  private void readOn() {
    channel.config().setAutoRead(farewell != null || (reading && channel.isWritable()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (farewell != null) {
      farewell.cancel(false);
    }
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
      LOGGER.log(Level.DEBUG, "dropped a task: the threads have stopped with the application", e);
    }
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public void send(MqttMessage packet) {
    if (farewell != null) {
      ReferenceCountUtil.release(packet);
      return;
    }
    PacketMetrics.sent(packet.fixedHeader().messageType());
    ChannelFuture unused = channel.writeAndFlush(packet, channel.voidPromise());
  }

  @Override
  public void send(ByteBuf packets, Written written) {
    if (farewell != null) {
      packets.release();
      written.failed(new IOException("the connection is closed"));
      return;
    }
    ChannelHandlerContext out = Objects.requireNonNull(flushing);
    if (written == Ignored.INSTANCE) {
      ChannelFuture unused = out.writeAndFlush(packets, out.voidPromise());
      return;
    }
    ChannelFuture sending = out.writeAndFlush(packets);
    if (sending.isSuccess()) {
      written.done(); // the most frequent case: the socket buffer had room
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
    reading = on;
    readOn();
  }

  @Override
  public BufferedInput input() {
    return input;
  }

  @Override
  public boolean reads() {
    return channel.config().isAutoRead();
  }

  @Override
  public void close() {
    if (farewell != null) {
      return;
    }
    farewell =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  ChannelFuture unused = channel.close();
                },
                FAREWELL_SECONDS,
                TimeUnit.SECONDS);
    channel
        .writeAndFlush(channel.alloc().buffer(0))
        .addListener(
            said -> {
              boolean tls = channel.pipeline().get(SslHandler.class) != null;
              if (tls || !said.isSuccess()) {
                ChannelFuture unused = channel.close(); // TLS has its own close message
              } else if (channel instanceof DuplexChannel duplex) {
                ChannelFuture unused = duplex.shutdownOutput();
              }
            });
    channel.pipeline().addFirst(new Deaf());
    readOn();
  }

  /** Discards input of a connection that is being closed. */
  private static final class Deaf extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      ReferenceCountUtil.release(bytes);
    }
  }

  @Override
  public boolean guest() {
    return guest;
  }

  @Override
  public String transport() {
    return "mqtt";
  }

  @Override
  public String address() {
    return channel.remoteAddress() instanceof InetSocketAddress peer && !peer.isUnresolved()
        ? peer.getAddress().getHostAddress()
        : "";
  }

  @Override
  public String peer() {
    return "mqtt " + channel.remoteAddress();
  }
}
