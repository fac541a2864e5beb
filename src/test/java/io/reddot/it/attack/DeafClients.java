package io.reddot.it.attack;

import io.reddot.it.Await;
import io.reddot.it.Site;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections that say what they want and never read what comes. Their own window is small, so that
 * the server's end of each is soon full. For one thread.
 */
final class DeafClients implements AutoCloseable {
  private static final int WINDOW = 4096;

  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicLong said = new AtomicLong();
  private final Site site;

  DeafClients(Site site) {
    this.site = site;
  }

  /**
   * Returns when nothing moves any more.
   *
   * @param request said over and over by each, as long as the server takes it
   */
  void begin(int clients, int times, String request) throws Exception {
    byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < clients; i++) {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(WINDOW);
      socket.connect(new InetSocketAddress(site.host(), site.port()));
      sockets.add(socket);
      Thread speaker = new Thread(() -> say(socket, bytes, times), "deaf");
      speaker.setDaemon(true);
      speaker.start();
    }
    Await.until("nothing moves any more", this::stands);
  }

  private boolean stands() throws InterruptedException {
    long before = said.get();
    boolean unused = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
    return said.get() == before;
  }

  private void say(Socket socket, byte[] request, int times) {
    try {
      for (int i = 0; i < times; i++) {
        socket.getOutputStream().write(request);
        said.incrementAndGet();
      }
    } catch (IOException hungUp) {
      // as the server may, or we
    }
  }

  /** It begins to read. */
  Answer answerOfTheFirst() throws IOException {
    sockets.get(0).setReceiveBufferSize(1 << 16);
    return new RawHttp(site, sockets.get(0)).answer();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
