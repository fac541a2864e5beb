package io.reddot.it.attack;

import io.reddot.it.Site;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Connections that have begun to say something, and say a byte more of it each second. */
final class Crawlers implements AutoCloseable {
  static final int MANY = 300;

  private final List<Socket> sockets = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /** As many, each with this beginning. */
  void begin(int port, String beginning) throws IOException {
    List<Socket> more = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      Socket socket = new Socket(Site.LOCALHOST, port);
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
      more.add(socket);
    }
    crawl(more);
  }

  /** These have begun. */
  void crawl(List<Socket> begun) {
    sockets.addAll(begun);
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(() -> drip(begun), 1, 1, TimeUnit.SECONDS);
  }

  private static void drip(List<Socket> sockets) {
    for (Socket socket : sockets) {
      try {
        socket.getOutputStream().write('a');
      } catch (IOException hungUp) {
        // as the server may
      }
    }
  }

  /** The one that began first. */
  Socket first() {
    return sockets.get(0);
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
