package io.reddot.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server behind a proxy that records each request as it came. Thread-safe. */
final class RecordingServer implements AutoCloseable {
  /** What HAProxy asks to find out whether it is there. */
  private static final String CHECK = "GET /reddot/index.jsp";

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> heard = new CopyOnWriteArrayList<>();

  RecordingServer() throws IOException {
    Thread thread = new Thread(this::serve, "recording server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The requests so far, heads only. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  private void serve() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread thread = new Thread(() -> answer(client), "recording server's client");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void answer(Socket client) {
    try (client) {
      client.setSoTimeout(5_000);
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = client.getInputStream().read();
        if (c < 0) {
          return;
        }
        head.append((char) c);
      }
      if (head.indexOf(CHECK) != 0) {
        heard.add(head.toString());
      }
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
      client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    } catch (IOException e) {
      // the proxy has hung up
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
