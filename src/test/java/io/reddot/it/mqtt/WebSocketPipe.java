package io.reddot.it.mqtt;

import io.reddot.it.Site;
import io.reddot.it.attack.WebSocketAttacker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A WebSocket to {@code api/mqtt} as a socket: each write is a binary frame. For one writer and one
 * reader.
 */
final class WebSocketPipe extends Socket {
  private static final int BINARY = 0x82;
  private static final int CLOSE = 8;

  private final WebSocketAttacker client;

  WebSocketPipe(Site site) throws IOException {
    client = new WebSocketAttacker(site, "api/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n");
    client.patience(0);
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one});
      }

      @Override
      public void write(byte[] all, int from, int length) throws IOException {
        byte[] part = new byte[length];
        System.arraycopy(all, from, part, 0, length);
        client.send(WebSocketAttacker.frame(BINARY, part, true));
      }
    };
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      private byte[] payload = {};
      private int next;

      @Override
      public int read() throws IOException {
        while (next == payload.length) {
          WebSocketAttacker.Frame frame = client.frame();
          if (frame.opcode() == CLOSE) {
            throw new IOException("closed with " + frame.code());
          }
          payload = frame.payload();
          next = 0;
        }
        return payload[next++] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int first = read();
        int more = Math.min(length - 1, payload.length - next);
        into[from] = (byte) first;
        System.arraycopy(payload, next, into, from + 1, more);
        next += more;
        return 1 + more;
      }
    };
  }

  @Override
  public void shutdownOutput() throws IOException {
    client.finish();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
