package io.reddot.bench.load;

import java.io.IOException;

/**
 * HTTP/1.1 answers, one after the other on one connection, wherever the stream is cut: heads,
 * bodies with a length, in chunks, or until the server hangs up. For one thread.
 */
final class HttpAnswers {
  /** Who hears of them. */
  interface Listener {
    void head(HttpHead head) throws IOException;

    /** A piece of the body, without the marks of chunks. */
    void body(byte[] bytes, int from, int to) throws IOException;

    void end(HttpHead head) throws IOException;
  }

  private enum Part {
    HEAD,
    BODY,
    UNTIL_CLOSE,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private final HttpHead head = new HttpHead();
  private final Listener listener;
  private Part part = Part.HEAD;

  /** Bytes of the body or the chunk to come; in {@code TRAILER}, of the line so far. */
  private long left;

  HttpAnswers(Listener listener) {
    this.listener = listener;
  }

  void read(byte[] bytes, int from, int to) throws IOException {
    int i = from;
    while (i < to) {
      switch (part) {
        case HEAD -> {
          int end = head.read(bytes, i, to);
          i = end < 0 ? to : end;
          if (end >= 0) {
            endOfHead();
          }
        }
        case UNTIL_CLOSE -> {
          listener.body(bytes, i, to);
          i = to;
        }
        case BODY, CHUNK -> {
          int piece = (int) Math.min(left, to - i);
          listener.body(bytes, i, i + piece);
          i += piece;
          left -= piece;
          if (left == 0) {
            endOfPiece();
          }
        }
        default -> between(bytes[i++]);
      }
    }
  }

  private void endOfHead() throws IOException {
    listener.head(head);
    boolean bodiless = head.status() == 204 || head.status() == 304 || head.contentLength() == 0;
    if (bodiless) {
      end();
    } else if (head.chunked()) {
      part = Part.CHUNK_SIZE;
      left = 0;
    } else if (head.contentLength() > 0) {
      part = Part.BODY;
      left = head.contentLength();
    } else {
      part = Part.UNTIL_CLOSE;
    }
  }

  private void endOfPiece() throws IOException {
    if (part == Part.BODY) {
      end();
    } else {
      part = Part.CHUNK_END;
    }
  }

  /** What stands between chunks. */
  private void between(byte b) throws IOException {
    switch (part) {
      case CHUNK_END -> {
        if (b == '\n') {
          part = Part.CHUNK_SIZE;
          left = 0;
        } else if (b != '\r') {
          throw new IOException("a chunk is longer than it said");
        }
      }
      case TRAILER -> {
        if (b != '\n') {
          left += b == '\r' ? 0 : 1;
        } else if (left == 0) {
          end();
        } else {
          left = 0;
        }
      }
      default -> chunkSize(b);
    }
  }

  private void chunkSize(byte b) throws IOException {
    int digit = Character.digit(b, 16);
    if (b == '\n') {
      part = left == 0 ? Part.TRAILER : Part.CHUNK;
    } else if (part == Part.CHUNK_SIZE && digit >= 0) {
      left = left << 4 | digit;
    } else if (b == ';') {
      part = Part.CHUNK_EXTENSION;
    } else if (part == Part.CHUNK_SIZE && b != '\r') {
      throw new IOException("no size of a chunk: " + (char) b);
    }
  }

  private void end() throws IOException {
    part = Part.HEAD;
    listener.end(head);
    head.begin();
  }
}
