package io.reddot.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Some of the clients, on one selector and one thread. Opens a few connections at a time: no
 * server's backlog takes thousands at once, and that is not what is measured.
 *
 * <p>The counts and the latencies may be read by other threads while it runs; the rest after {@link
 * #close()}.
 */
final class Reactor implements Runnable, AutoCloseable {
  private static final int OPENING_AT_ONCE = 64;
  private static final int BUFFER = 256 * 1024;
  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;

  /** Fewer than a source address has ports for one destination. */
  private static final int CLIENTS_AN_ADDRESS = 25_000;

  private final SingleWriterRecorder latencies = new SingleWriterRecorder(LONGEST, DIGITS);
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private final Selector selector = Selector.open();
  private final InetSocketAddress server;
  private final List<Client> clients;
  private final boolean stalling;
  private final Thread thread;
  private int begun;
  private long now;

  // Written by the reactor's thread only.
  private volatile int opened;
  private volatile int failed;
  private volatile String failure;
  private volatile boolean stopped;

  /**
   * @param stalling clients read nothing any more once they are subscribed
   */
  Reactor(InetSocketAddress server, List<Client> clients, boolean stalling) throws IOException {
    this.server = server;
    this.clients = clients;
    this.stalling = stalling;
    this.thread = new Thread(this, "reactor");
    thread.start();
  }

  @Override
  public void run() {
    try (selector) {
      while (!stopped) {
        open();
        selector.select(this::ready, 100);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      failure = e.toString();
    }
  }

  private void open() throws IOException {
    while (begun < clients.size() && begun - opened - failed < OPENING_AT_ONCE) {
      connect(clients.get(begun++));
    }
  }

  void connect(Client client) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (begun > CLIENTS_AN_ADDRESS) {
      channel.bind(new InetSocketAddress("127.0.0." + (1 + begun / CLIENTS_AN_ADDRESS), 0));
    }
    if (stalling) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16); // full soon
    }
    client.belongsTo(this, channel.register(selector, SelectionKey.OP_CONNECT, client));
    channel.connect(server);
  }

  private void ready(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      SocketChannel channel = (SocketChannel) key.channel();
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        client.connected();
      } else {
        read(channel, client);
      }
      if (stalling && key.isValid() && client.isSubscribed()) {
        client.stall();
      }
    } catch (IOException | RuntimeException e) {
      fail(key, e); // one client; the others go on
    }
  }

  private void read(SocketChannel channel, Client client) throws IOException {
    buffer.clear();
    int length = channel.read(buffer);
    if (length < 0) {
      throw new IOException("the server hung up");
    }
    now = System.nanoTime();
    client.read(buffer.array(), 0, length);
  }

  private void fail(SelectionKey key, Exception cause) {
    failure = cause.toString();
    failed++;
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      // gone anyway
    }
  }

  void opened() {
    opened++;
  }

  void arrived(long published) {
    latencies.recordValue(Math.min(LONGEST, Math.max(0, now - published)));
  }

  int openedClients() {
    return opened;
  }

  int failedClients() {
    return failed;
  }

  /** What the last failed client failed of; null: none did. */
  String failure() {
    return failure;
  }

  /** Of what has arrived since the last call. */
  Histogram latencies() {
    return latencies.getIntervalHistogram();
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    selector.wakeup();
    thread.join();
  }
}
