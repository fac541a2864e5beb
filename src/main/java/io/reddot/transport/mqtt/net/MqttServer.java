package io.reddot.transport.mqtt.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.reddot.access.Demo;
import io.reddot.config.KeyStoreFile;
import io.reddot.container.Threads;
import io.reddot.container.Timer;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.session.BufferedInput;
import io.reddot.transport.mqtt.session.MqttBroker;
import io.reddot.transport.mqtt.session.MqttSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Netty's side of MQTT: ports, threads, TLS. The pages know it as {@code mqtt}. Thread-safe. */
@Named("mqtt")
@ApplicationScoped
public class MqttServer {
  private static final System.Logger LOGGER = System.getLogger(MqttServer.class.getName());
  private static final int BACKLOG = 4096;
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Beyond it a client's packets are not read until it has taken half of it, in bytes. */
  private static final WriteBufferWaterMark WRITING = new WriteBufferWaterMark(64 << 10, 128 << 10);

  /** Acknowledgements that are written in one turn of the event loop go out together. */
  private static final int FLUSHES = 256;

  @Inject private MqttSettings settings;
  @Inject private MqttBroker broker;
  @Inject private Demo demo;
  @Inject private Threads threads;

  private final List<Channel> ports = new ArrayList<>();
  private @Nullable Timer clock;
  private @Nullable EventLoopGroup loops;
  private volatile int port;
  private volatile int tlsPort;

  /** Where devices come to without TLS; 0: nowhere, be it that the port was taken. */
  public int getPort() {
    return port;
  }

  /** Where they come to with TLS; 0: nowhere. */
  public int getTlsPort() {
    return tlsPort;
  }

  /** Opens the ports that are configured. A port that is taken is said so; the rest goes on. */
  synchronized void open() {
    clock = threads.timer("reddot-mqtt-clock");
    clock.every(TICK, broker::tick);
    if (settings.port() != 0) {
      port = listen(settings.port(), null);
    }
    KeyStoreFile keys = settings.keyStore().orElse(null);
    if (settings.tlsPort() != 0 && keys != null) {
      try {
        SslContext tls = SslContextBuilder.forServer(keys.open()).build();
        tlsPort = listen(settings.tlsPort(), tls);
      } catch (GeneralSecurityException | IOException e) {
        LOGGER.log(Level.ERROR, "no MQTT over TLS: reddot.mqtt.key-store cannot be used", e);
      }
    }
  }

  /** Returns the port; 0 if it could not be opened. */
  private int listen(int port, @Nullable SslContext tls) {
    Sockets sockets = Sockets.best();
    if (loops == null) {
      AtomicInteger number = new AtomicInteger();
      loops =
          new MultiThreadIoEventLoopGroup(
              Runtime.getRuntime().availableProcessors(),
              task -> {
                Thread thread = threads.newThread(task);
                thread.setName("reddot-mqtt-" + number.incrementAndGet());
                return thread;
              },
              sockets.waiting());
    }
    // Guests need no token: nobody else shall even get to the port.
    boolean here = demo.isOn() && !demo.isRemote();
    try {
      ports.add(
          new ServerBootstrap()
              .group(loops)
              .channel(sockets.port())
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITING)
              .childHandler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      prepare(channel, tls);
                    }
                  })
              .bind(address(here, port))
              .syncUninterruptibly()
              .channel());
      LOGGER.log(
          Level.INFO,
          "MQTT is spoken on port "
              + port
              + (tls == null ? "" : " (TLS)")
              + (here ? ", on this machine only: it is the demo" : ""));
      return port;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // Netty throws what it got, unannounced
      LOGGER.log(Level.ERROR, "no MQTT on port " + port + ": " + e.getMessage());
      return 0;
    }
  }

  /**
   * Of the family that Netty's sockets have. Payara sets {@code java.net.preferIPv4Stack} while it
   * starts. On JDK 25 the JDK has chosen by then, so that its own addresses are of IPv6 ({@code
   * ::}, {@code ::1}); Netty chooses afterwards, and its sockets of IPv4 cannot be bound to them
   * ("error -97").
   */
  private static InetSocketAddress address(boolean here, int port) throws UnknownHostException {
    if (here) {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
    return NetUtil.isIpV4StackPreferred()
        ? new InetSocketAddress(InetAddress.getByAddress(new byte[4]), port)
        : new InetSocketAddress(port);
  }

  private void prepare(SocketChannel channel, @Nullable SslContext tls) {
    try {
      broker.limits().arrive(channel.remoteAddress().getAddress().getHostAddress());
    } catch (Problem tooMany) {
      // Before TLS, which is what costs; there is nothing that MQTT could say by now.
      LOGGER.log(Level.DEBUG, "{0}: {1}", channel.remoteAddress(), tooMany.detail());
      ChannelFuture unused = channel.close();
      return;
    }
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new FlushConsolidationHandler(FLUSHES, true));
    InetAddress address = channel.remoteAddress().getAddress();
    BufferedInput input = broker.input(address.getHostAddress());
    Codec.addTo(channel.pipeline(), settings.packetBytes(), settings.connectBytes(), input);
    channel.pipeline().addLast(new NettyLine(channel, demo.admits(address), input, broker::open));
  }

  /** Lets nobody in any more; who is there is told goodbye by the hub. */
  synchronized void stopListening() {
    ports.forEach(port -> port.close().syncUninterruptibly());
    ports.clear();
  }

  @PreDestroy
  synchronized void close() {
    if (clock != null) {
      clock.close();
    }
    stopListening();
    if (loops != null) {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
      try {
        // Netty's own thread for its odd jobs: it ends a second after the last one.
        boolean unused = GlobalEventExecutor.INSTANCE.awaitInactivity(3, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IllegalStateException e) {
        LOGGER.log(Level.DEBUG, "it was never started", e);
      }
    }
    FastThreadLocal.removeAll(); // of this thread, which is the container's
  }
}
