package io.reddot.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;

/** A request whose body has been read. For one thread at a time. */
final class BufferedRequest extends HttpServletRequestWrapper {
  private byte[] body = new byte[0];

  BufferedRequest(HttpServletRequest request) {
    super(request);
  }

  /** Once it is complete; given away. */
  void body(byte[] complete) {
    body = complete;
  }

  @Override
  public ServletInputStream getInputStream() {
    ByteArrayInputStream bytes = new ByteArrayInputStream(body);
    return new ServletInputStream() {
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
        throw new IllegalStateException("the body is there: read it");
      }
    };
  }
}
