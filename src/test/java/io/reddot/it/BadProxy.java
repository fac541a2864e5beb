package io.reddot.it;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A proxy as offices have them: it can refuse WebSockets, keep streams until they end, and lose the
 * network. One request a connection. Thread-safe.
 */
final class BadProxy implements AutoCloseable {
  /** Where the page of one's own is, beside Red Dot's. */
  static final String PAGE = "page-of-the-site";

  private static final int MAX_HEAD = 65_536;

  private final Site target;
  private final ServerSocket door;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean refusesWebSockets;
  private volatile boolean keepsStreams;
  private volatile boolean down;
  private volatile String page = "";

  BadProxy(Site target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getByName(Site.LOCALHOST));
    threads.execute(this::accept);
  }

  /** The site as it is reached through here. */
  Site site() {
    return new Site(Site.LOCALHOST, door.getLocalPort(), target.mqttPort(), target.token());
  }

  /** The site's own page, for it is a site that the proxy belongs to. */
  void page(String html) {
    page = html;
  }

  void refuseWebSockets(boolean refuse) {
    refusesWebSockets = refuse;
  }

  /** Whether all that a stream says is kept until it ends, which it does not. */
  void keepStreams(boolean keep) {
    keepsStreams = keep;
  }

  /** What goes through is cut, and nothing gets through any more. */
  void goDown() {
    down = true;
    cut();
  }

  void comeUp() {
    down = false;
  }

  /** Ends what goes through, and only that. */
  void cut() {
    open.forEach(BadProxy::end);
    open.clear();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      String head = head(client.getInputStream());
      if (head == null || down) {
        return;
      }
      boolean webSocket = head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket");
      if (webSocket && refusesWebSockets) {
        client.getOutputStream().write(bytes("HTTP/1.1 403 No\r\nConnection: close\r\n\r\n"));
        return;
      }
      if (head.startsWith("GET /reddot/" + PAGE + " ")) {
        byte[] html = page.getBytes(StandardCharsets.UTF_8);
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=UTF-8\r\n";
        client
            .getOutputStream()
            .write(
                bytes(answer + "Content-Length: " + html.length + "\r\nConnection: close\r\n\r\n"));
        client.getOutputStream().write(html);
        return;
      }
      boolean kept = keepsStreams && head.startsWith("GET /reddot/api/sse");
      try (Socket server = new Socket(target.host(), target.port())) {
        open.add(server);
        String said = webSocket ? head : head.replaceFirst("(?i)\r\nconnection: [^\r]*", "");
        String close = webSocket ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
        server.getOutputStream().write(bytes(said.substring(0, said.length() - 4) + close));
        threads.execute(() -> pump(client, server));
        if (kept) {
          byte[] all = server.getInputStream().readAllBytes();
          client.getOutputStream().write(all);
        } else {
          copy(server.getInputStream(), client.getOutputStream());
        }
      } finally {
        open.removeIf(each -> each instanceof Socket socket && socket.isClosed());
      }
    } catch (IOException e) {
      // cut, or the other end left
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      copy(from.getInputStream(), to.getOutputStream());
    } catch (IOException e) {
      // cut, or the other end left
    }
    end(to);
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] some = new byte[8_192];
    for (int read = from.read(some); read >= 0; read = from.read(some)) {
      to.write(some, 0, read);
    }
  }

  /** Up to and with the empty line; null if the client left before that. */
  private static @Nullable String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && head.size() < MAX_HEAD; c = in.read()) {
      head.write(c);
      if (c == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it has ended, then
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
    threads.shutdownNow();
  }
}
