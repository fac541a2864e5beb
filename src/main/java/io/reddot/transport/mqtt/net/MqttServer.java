package io.reddot.transport.mqtt.net;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import io.reddot.access.limit.Limits;
import io.reddot.config.KeyStoreFile;
import io.reddot.container.Threads;
import io.reddot.container.Timer;
import io.reddot.health.HealthCheck;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.session.BufferedInput;
import io.reddot.transport.mqtt.session.MqttBroker;
import io.reddot.transport.mqtt.session.MqttSettings;
import io.reddot.web.Unfinished;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
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

/**
 * Serves the TCP ports of MQTT with Netty: threads, TLS, channels. JSP pages refer to it as {@code
 * mqtt}. Thread-safe.
 */
@Named("mqtt")
@ApplicationScoped
public class MqttServer {
  private static final System.Logger LOGGER = System.getLogger(MqttServer.class.getName());
  private static final int BACKLOG = 4096;
  private static final Duration TICK = Duration.ofSeconds(1);

  /**
   * Reading from a client pauses when its unsent data, in bytes, exceeds the high mark, and resumes
   * below the low one.
   */
  private static final WriteBufferWaterMark WRITING = new WriteBufferWaterMark(64 << 10, 128 << 10);

  /** The maximum number of writes in one turn of the event loop that are flushed together. */
  private static final int FLUSHES = 256;

  @Inject private MqttSettings settings;
  @Inject private MqttBroker broker;
  @Inject private Demo demo;
  @Inject private Limits limits;
  @Inject private Unfinished unfinished;
  @Inject private Threads threads;

  @GuardedBy("this")
  private final List<Channel> ports = new ArrayList<>();

  @GuardedBy("this")
  private @Nullable Timer clock;

  @GuardedBy("this")
  private @Nullable EventLoopGroup loops;

  private volatile int port;
  private volatile int tlsPort;

  /** The port without TLS; 0: none is configured, or it could not be opened. */
  public int getPort() {
    return port;
  }

  /** The port with TLS; 0: none is configured, or it could not be opened. */
  public int getTlsPort() {
    return tlsPort;
  }

  /** The health check of the ports: one that could not be opened is a fault. */
  @Produces
  HealthCheck ports() {
    return HealthCheck.readiness(
        "mqtt-ports",
        () ->
            settings.port() != port
                ? closed(settings.port())
                : settings.tlsPort() != tlsPort && settings.keyStore().isPresent()
                    ? closed(settings.tlsPort())
                    : null);
  }

  private static String closed(int port) {
    return "The MQTT port " + port + " is not open.";
  }

  /** Opens the configured ports. Logs those that cannot be opened, and continues without them. */
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
        LOGGER.log(
            Level.ERROR,
            "cannot open the MQTT port with TLS: check reddot.mqtt.key-store and its password",
            e);
      }
    }
  }

  /** Returns the port; 0 if it could not be opened. */
  @GuardedBy("this")
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
    // The demo accepts clients without a token, so only this machine may connect.
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
          "listening for MQTT on port "
              + port
              + (tls == null ? "" : " (TLS)")
              + (here ? ", from this machine only, because reddot.demo is on" : ""));
      return port;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // Netty throws checked exceptions that it does not declare
      LOGGER.log(Level.ERROR, "cannot open the MQTT port " + port + ": " + e.getMessage());
      return 0;
    }
  }

  /**
   * Returns an address of the same IP version as Netty's sockets. A server may set {@code
   * java.net.preferIPv4Stack} after the JDK has chosen IPv6 addresses; Netty's IPv4 sockets cannot
   * be bound to those.
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
      limits.arrive(channel.remoteAddress().getAddress().getHostAddress());
    } catch (Problem tooMany) {
      // Closed before the TLS handshake, which is expensive. MQTT has no answer before CONNECT.
      LOGGER.log(Level.DEBUG, "{0}: {1}", channel.remoteAddress(), tooMany.detail());
      ChannelFuture unused = channel.close();
      return;
    }
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new FlushConsolidationHandler(FLUSHES, true));
    InetAddress address = channel.remoteAddress().getAddress();
    BufferedInput input = BufferedInput.of(unfinished, address.getHostAddress(), settings);
    Codec.addTo(channel.pipeline(), settings.packetBytes(), settings.connectBytes(), input);
    channel.pipeline().addLast(new NettyLine(channel, demo.admits(address), input, broker::open));
  }

  /** Closes the ports. The hub says goodbye to connected clients. */
  synchronized void stopListening() {
    ports.forEach(port -> port.close().syncUninterruptibly());
    ports.clear();
    port = 0;
    tlsPort = 0;
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
        // Netty's housekeeping thread ends a second after its last task.
        boolean unused = GlobalEventExecutor.INSTANCE.awaitInactivity(3, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IllegalStateException e) {
        LOGGER.log(Level.DEBUG, "Netty's housekeeping thread was never started", e);
      }
    }
    // Netty's data in the container's thread would keep the undeployed application in memory.
    FastThreadLocal.removeAll();
  }
}
