package io.reddot.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The body of an answer, until it is sent. For one thread at a time. */
final class CollectedBody extends ServletOutputStream {
  /** In bytes. A smaller body is sent in one part, and its memory is not counted. */
  static final int SMALL = 16 << 10;

  private final List<byte[]> parts = new ArrayList<>(2);
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private int size;
  private int shared;

  @Override
  public void write(int b) {
    open.write(b);
    size++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    open.write(bytes, offset, length);
    size += length;
  }

  /** Appends bytes that the caller must not change afterwards. */
  void take(byte[] bytes) {
    closePart();
    parts.add(bytes);
    size += bytes.length;
  }

  /** Appends bytes that many answers share; memory holds them once. */
  void share(byte[] bytes) {
    take(bytes);
    shared += bytes.length;
  }

  private void closePart() {
    if (open.size() > 0) {
      parts.add(open.toByteArray());
      open.reset();
    }
  }

  /** Returns the length in bytes. */
  int size() {
    return size;
  }

  /** Returns the bytes that are held for this answer alone. */
  int own() {
    return size - shared;
  }

  void clear() {
    parts.clear();
    open.reset();
    size = 0;
    shared = 0;
  }

  /** Returns the body and clears it. */
  List<byte[]> give() {
    closePart();
    List<byte[]> given = size <= SMALL && parts.size() > 1 ? List.of(joined()) : List.copyOf(parts);
    clear();
    return given;
  }

  private byte[] joined() {
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  /**
   * Calls back at once, because writing is always possible. Some JAX-RS implementations write the
   * answers of asynchronous calls this way.
   */
  @Override
  public void setWriteListener(WriteListener listener) {
    try {
      listener.onWritePossible();
    } catch (IOException e) {
      listener.onError(e);
    }
  }
}
