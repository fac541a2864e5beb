package io.reddot.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;

/** Reads a body that is complete. For one thread at a time. */
final class BodyInput extends ServletInputStream {
  private final ByteArrayInputStream bytes;

  /**
   * @param body owned by this object from now on
   */
  BodyInput(byte[] body) {
    this.bytes = new ByteArrayInputStream(body);
  }

  @Override
  public int read() {
    return bytes.read();
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    return bytes.read(to, offset, length);
  }

  @Override
  public int available() {
    return bytes.available();
  }

  @Override
  public boolean isFinished() {
    return bytes.available() == 0;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    throw new IllegalStateException("the body is complete: read it without a listener");
  }
}
