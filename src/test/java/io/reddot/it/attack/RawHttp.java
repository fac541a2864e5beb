package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.reddot.it.Site;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;

/** A connection on which anything at all may be said. For one thread. */
final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Site site;
  private final Socket socket;
  private final InputStream in;

  RawHttp(Site site) throws IOException {
    this(site, new Socket(site.host(), site.port()));
  }

  /** One that is connected already. */
  RawHttp(Site site, Socket socket) throws IOException {
    this.site = site;
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** One request, made of whatever is given, and its answer. */
  static Answer call(Site site, String method, String target, String headers, byte[] body)
      throws IOException {
    try (RawHttp connection = new RawHttp(site)) {
      connection.say(request(site, method, target, "Connection: close\r\n" + headers), body);
      return connection.answer();
    }
  }

  /** As the site's caller. */
  static Answer get(Site site, String target) throws IOException {
    return call(site, "GET", target, bearer(site), new byte[0]);
  }

  /** As the site's caller. */
  static Answer post(Site site, String target, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    String headers =
        bearer(site) + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n";
    return call(site, "POST", target, headers, body);
  }

  static String bearer(Site site) {
    return "Authorization: Bearer " + site.token() + "\r\n";
  }

  /**
   * The head of a request.
   *
   * @param target below the context root, as it goes over the wire
   * @param headers lines, each with its end
   */
  static String request(Site site, String method, String target, String headers) {
    return "%s /reddot/%s HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n"
        .formatted(method, target, site.host(), site.port(), headers);
  }

  void say(String text) throws IOException {
    say(text, new byte[0]);
  }

  /** The server may hang up meanwhile; what it said before can still be read. */
  void say(String text, byte[] more) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(text.getBytes(ISO_8859_1));
    all.writeBytes(more);
    try {
      socket.getOutputStream().write(all.toByteArray());
    } catch (IOException hungUp) {
      // as it may
    }
  }

  /** Says nothing any more. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  Socket socket() {
    return socket;
  }

  InputStream in() {
    return in;
  }

  /** The next answer; its status is 0 if the server hung up instead. */
  Answer answer() throws IOException {
    Answer head = head();
    return head.status() == 0 ? head : rest(head);
  }

  /** The answer whose head was read. */
  Answer rest(Answer head) throws IOException {
    return new Answer(head.status(), head.head(), new String(body(head), UTF_8));
  }

  /** The next answer without its body, which may have no end. */
  Answer head() throws IOException {
    String head;
    try {
      head = readHead();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return new Answer(0, "", "");
    }
    int status = Integer.parseInt(head.split(" ", 3)[1].trim());
    return status == 100 ? head() : new Answer(status, head, "");
  }

  private String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last4 = 0;
    while (last4 != 0x0d0a0d0a) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException();
      }
      head.write(c);
      last4 = last4 << 8 | c;
    }
    return head.toString(ISO_8859_1);
  }

  private byte[] body(Answer answer) throws IOException {
    String length = answer.header("Content-Length");
    if (answer.status() == 101 || answer.status() == 204 || answer.status() == 304) {
      return new byte[0];
    } else if (answer.header("Transfer-Encoding").toLowerCase(Locale.ROOT).equals("chunked")) {
      return chunks();
    }
    return length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (true) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("a stream was opened: " + all.toString(UTF_8));
      }
      StringBuilder size = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          return all.toByteArray();
        }
        size.append((char) c);
      }
      int next = Integer.parseInt(size.toString().trim(), 16);
      all.writeBytes(in.readNBytes(next));
      in.skipNBytes(2);
      if (next == 0) {
        return all.toByteArray();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
