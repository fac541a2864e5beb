package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.it.Site;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** A WebSocket on which any frame can be sent, right or wrong (RFC 6455). For one thread. */
public final class WebSocketAttacker implements AutoCloseable {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int FIN = 0x80;
  static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  /** A frame of the server's. */
  public record Frame(int first, byte[] payload) {
    public int opcode() {
      return first & 0x0f;
    }

    /** What a close frame says; 1005: nothing. */
    public int code() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  private final RawHttp connection;
  private String last = "";

  /** Connected to {@code api/websocket} as the site's caller, and greeted. */
  public WebSocketAttacker(Site site, String filter) throws IOException {
    this(site, "api/websocket?topic=" + Site.encode(filter), RawHttp.bearer(site));
    String hello = next();
    assertEquals(0, hello.indexOf("{\"type\":\"hello\""), hello);
  }

  public WebSocketAttacker(Site site, String target, String headers) throws IOException {
    connection = new RawHttp(site);
    connection.say(RawHttp.request(site, "GET", target, UPGRADE + headers));
    Answer answer = connection.answer();
    assertEquals(101, answer.status(), answer::toString);
  }

  void text(String text) throws IOException {
    send(frame(FIN | TEXT, text.getBytes(UTF_8), true));
  }

  public void send(byte[] bytes) throws IOException {
    connection.say("", bytes);
  }

  public void finish() throws IOException {
    connection.finish();
  }

  Socket socket() {
    return connection.socket();
  }

  public void patience(int millis) throws IOException {
    connection.patience(millis);
  }

  /** A frame with the length that belongs to it. */
  public static byte[] frame(int first, byte[] payload, boolean masked) {
    return frame(first, payload.length, payload, masked);
  }

  /** A frame that says that it has this length. */
  static byte[] frame(int first, long length, byte[] payload, boolean masked) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int mask = masked ? 0x80 : 0;
    frame.write(first);
    if (length >= 0 && length < 126) {
      frame.write(mask | (int) length);
    } else if (length >= 0 && length < 1 << 16) {
      frame.write(mask | 126);
      frame.write((int) length >> 8);
      frame.write((int) length);
    } else {
      frame.write(mask | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
    }
    byte[] key = {1, 2, 3, 4};
    byte[] body = payload.clone();
    if (masked) {
      frame.writeBytes(key);
      for (int i = 0; i < body.length; i++) {
        body[i] ^= key[i & 3];
      }
    }
    frame.writeBytes(body);
    return frame.toByteArray();
  }

  /** The next text that is no count. */
  String next() throws IOException {
    while (true) {
      Frame frame = frame();
      String text = new String(frame.payload, UTF_8);
      if (frame.opcode() == TEXT && !text.startsWith("{\"type\":\"unread\"")) {
        return text;
      } else if (frame.opcode() == CLOSE) {
        throw new AssertionError("closed with " + frame.code());
      }
    }
  }

  /** Reads on until the server has hung up; with which code, 1006: without a word. */
  public int closed() throws IOException {
    try {
      Frame frame = frame();
      while (frame.opcode() != CLOSE) {
        last = frame.opcode() == TEXT ? new String(frame.payload, UTF_8) : last;
        frame = frame();
      }
      return frame.code();
    } catch (EOFException | SocketException hungUp) {
      return 1006;
    }
  }

  /** What was said last before the end. */
  String last() {
    return last;
  }

  /** All that the server says until it has hung up, or has long said nothing. */
  public String everything() throws IOException {
    StringBuilder said = new StringBuilder();
    try {
      for (Frame frame = frame(); ; frame = frame()) {
        said.append(new String(frame.payload, UTF_8)).append('\n');
      }
    } catch (EOFException | SocketException | SocketTimeoutException noMore) {
      return said.toString();
    }
  }

  public Frame frame() throws IOException {
    InputStream in = connection.in();
    int first = byteOf(in);
    long length = byteOf(in);
    if (length == 126) {
      length = byteOf(in) << 8 | byteOf(in);
    } else if (length == 127) {
      length = ByteBuffer.wrap(in.readNBytes(8)).getLong();
    }
    byte[] payload = in.readNBytes((int) length);
    if (payload.length < length) {
      throw new EOFException();
    }
    return new Frame(first, payload);
  }

  private static int byteOf(InputStream in) throws IOException {
    int c = in.read();
    if (c < 0) {
      throw new EOFException();
    }
    return c;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
