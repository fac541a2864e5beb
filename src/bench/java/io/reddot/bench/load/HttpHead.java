package io.reddot.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** The head of an HTTP answer, line by line, wherever the stream is cut. For one thread. */
final class HttpHead {
  private static final int LONGEST_LINE = 512; // of which we read more than the name

  private final byte[] line = new byte[LONGEST_LINE];
  private int length;
  private boolean first = true;
  private int status;
  private long contentLength = -1;
  private boolean chunked;
  private boolean last;
  private String etag;
  private String lastModified;

  /** Forgets the answer before. */
  void begin() {
    length = 0;
    first = true;
    contentLength = -1;
    chunked = false;
    last = false;
  }

  /**
   * @return where the head ended, or -1 if there is more of it to come
   */
  int read(byte[] bytes, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b != '\n') {
        if (b != '\r' && length < LONGEST_LINE) {
          line[length++] = b;
        }
      } else if (length == 0) {
        return i + 1;
      } else {
        endOfLine();
        length = 0;
      }
    }
    return -1;
  }

  private void endOfLine() throws IOException {
    if (first) {
      if (length < 12 || line[0] != 'H') {
        throw new IOException("no HTTP: " + text(0));
      }
      status = (int) number(9, 12);
      first = false;
    } else if (is("content-length:")) {
      contentLength = number(15, length);
    } else if (is("transfer-encoding:")) {
      chunked = true;
    } else if (is("connection: close")) {
      last = true;
    } else if (is("etag:")) {
      etag = text(5);
    } else if (is("last-modified:")) {
      lastModified = text(14);
    }
  }

  private boolean is(String name) {
    if (length < name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != (line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 32 : line[i])) {
        return false;
      }
    }
    return true;
  }

  private long number(int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      if (line[i] != ' ') {
        number = number * 10 + line[i] - '0';
      }
    }
    return number;
  }

  private String text(int from) {
    return new String(line, from, length - from, ISO_8859_1).trim();
  }

  int status() {
    return status;
  }

  /** -1: it is not said. */
  long contentLength() {
    return contentLength;
  }

  boolean chunked() {
    return chunked;
  }

  /** The server hangs up after this answer: some do after so many. */
  boolean last() {
    return last;
  }

  /** The last one told, of this answer or an earlier one; null if none was. */
  String etag() {
    return etag;
  }

  /** As {@link #etag()}. */
  String lastModified() {
    return lastModified;
  }
}
