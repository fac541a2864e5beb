package io.reddot.transport;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Objects;

/** What comes in on a WebSocket, cut by a {@link FrameCutter}. For one thread at a time. */
final class CutInput extends ServletInputStream {
  /** So much is handed on at once, in bytes: Tyrus keeps two buffers as long for each socket. */
  private static final int CHUNK = 8 << 10;

  private final ServletInputStream in;
  private final FrameCutter cutter = new FrameCutter();

  CutInput(ServletInputStream in) {
    this.in = in;
  }

  /** How much should be asked for. */
  @Override
  public int available() throws IOException {
    int there = in.available();
    return there == 0 ? CHUNK : Math.min(there + FrameCutter.OVERHEAD, CHUNK);
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, to.length);
    if (length <= FrameCutter.OVERHEAD) {
      throw new IOException("no room for a frame's header");
    }
    byte[] chunk = new byte[Math.min(length - FrameCutter.OVERHEAD, FrameCutter.MOST)];
    int read = in.read(chunk, 0, chunk.length);
    return read < 0 ? read : cutter.cut(chunk, 0, read, to, at);
  }

  @Override
  public int read() throws IOException {
    throw new IOException("frames are read as many bytes at a time as there are");
  }

  @Override
  public boolean isFinished() {
    return in.isFinished();
  }

  @Override
  public boolean isReady() {
    return in.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    in.setReadListener(listener);
  }
}
