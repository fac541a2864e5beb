package io.reddot.container;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Objects;

/** The bytes of a WebSocket, through a {@link FrameFragmenter}. For one thread at a time. */
final class FragmentingInput extends ServletInputStream {
  /** The largest read, in bytes: Tyrus keeps two buffers of that size for each socket. */
  private static final int CHUNK = 8 << 10;

  private final ServletInputStream in;
  private final FrameFragmenter fragmenter = new FrameFragmenter();

  FragmentingInput(ServletInputStream in) {
    this.in = in;
  }

  /** Returns the number of bytes to read at once. */
  @Override
  public int available() throws IOException {
    int there = in.available();
    return there == 0 ? CHUNK : Math.min(there + FrameFragmenter.OVERHEAD, CHUNK);
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, to.length);
    if (length <= FrameFragmenter.OVERHEAD) {
      throw new IOException("no room for a frame's header");
    }
    byte[] chunk = new byte[Math.min(length - FrameFragmenter.OVERHEAD, FrameFragmenter.MOST)];
    int read = in.read(chunk, 0, chunk.length);
    return read < 0 ? read : fragmenter.fragment(chunk, 0, read, to, at);
  }

  @Override
  public int read() throws IOException {
    throw new IOException("frames cannot be read byte by byte");
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
