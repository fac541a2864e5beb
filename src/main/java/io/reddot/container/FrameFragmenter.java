package io.reddot.container;

/**
 * Rewrites the frames that a client sends, so that the reader never waits for the end of a frame:
 * each piece of a frame becomes a frame of its own, as a fragment of the same message (RFC 6455,
 * section 5.4). Control frames stay whole; they have at most 125 bytes.
 *
 * <p>A frame that breaks the protocol before its payload begins (no mask, a bad length) is passed
 * on as a frame with reserved bits, which every implementation refuses with 1002. Nothing after it
 * is passed on. For one thread at a time.
 */
final class FrameFragmenter {
  /** The largest difference between output and input, in bytes. */
  static final int OVERHEAD = 32;

  /** The longest input of one call, in bytes. */
  static final int MOST = 32 << 10;

  private static final int LAST = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0f;
  private static final int CONTROL = 0x08;
  private static final int MASKED = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final int CONTROL_LENGTH = 125;
  private static final int MASK = 4;

  /** A text with all reserved bits, with a mask and without a payload. */
  private static final byte[] REFUSED = {(byte) (LAST | RESERVED | 1), (byte) MASKED, 0, 0, 0, 0};

  /** The longest header: two bytes, a length of eight, a mask. */
  private final byte[] header = new byte[2 + Long.BYTES + MASK];

  private int headerBytes;

  /** The number of missing bytes of the payload; -1 while the header is not complete. */
  private long missing = -1;

  /** The index in the mask for the next byte of the payload. */
  private int offset;

  /** Whether a piece of the frame has been passed on. */
  private boolean begun;

  private boolean refused;

  /**
   * Rewrites some bytes.
   *
   * @param length at most {@link #MOST}
   * @param to has room for {@code length} and {@link #OVERHEAD}
   * @return the number of bytes that were written, from {@code at} on
   */
  int fragment(byte[] from, int start, int length, byte[] to, int at) {
    int read = start;
    int end = start + length;
    int written = at;
    while (read < end && !refused) {
      if (missing < 0) {
        header[headerBytes++] = from[read++];
        if (headerBytes == headerLength()) {
          written += begin(to, written);
        }
      } else {
        int piece = (int) Math.min(missing, end - read);
        written += piece(from, read, piece, to, written);
        read += piece;
      }
    }
    return written - at;
  }

  /** Returns the length of the header, as far as it is known. */
  private int headerLength() {
    if (headerBytes < 2) {
      return 2;
    }
    int said = header[1] & ~MASKED & 0xff;
    int length = said == LONG_LENGTH ? Long.BYTES : said == SHORT_LENGTH ? Short.BYTES : 0;
    return 2 + length + (isMasked() ? MASK : 0);
  }

  private boolean isMasked() {
    return (header[1] & MASKED) != 0;
  }

  private boolean isControl() {
    return (header[0] & CONTROL) != 0;
  }

  /** Begins a frame whose header is complete. Returns the number of bytes that were written. */
  private int begin(byte[] to, int at) {
    long length = header[1] & ~MASKED & 0xff;
    if (length >= SHORT_LENGTH) {
      int bytes = length == LONG_LENGTH ? Long.BYTES : Short.BYTES;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << Byte.SIZE) | (header[2 + i] & 0xff);
      }
    }
    boolean bad = isControl() && (length > CONTROL_LENGTH || (header[0] & LAST) == 0);
    if (!isMasked() || length < 0 || bad) {
      refused = true;
      System.arraycopy(REFUSED, 0, to, at, REFUSED.length);
      return REFUSED.length;
    }
    missing = length;
    offset = 0;
    begun = false;
    return length == 0 ? piece(header, 0, 0, to, at) : 0;
  }

  /** Writes a piece of the frame. Returns the number of bytes that were written. */
  private int piece(byte[] from, int start, int length, byte[] to, int at) {
    int written = at;
    if (isControl()) {
      if (!begun) {
        System.arraycopy(header, 0, to, at, headerBytes);
        written += headerBytes;
      }
    } else {
      int last = length == missing ? header[0] & LAST : 0;
      to[written++] = (byte) (last | (begun ? 0 : header[0] & (RESERVED | OPCODE)));
      if (length < SHORT_LENGTH) {
        to[written++] = (byte) (MASKED | length);
      } else {
        to[written++] = (byte) (MASKED | SHORT_LENGTH);
        to[written++] = (byte) (length >> Byte.SIZE);
        to[written++] = (byte) length;
      }
      for (int i = 0; i < MASK; i++) {
        to[written++] = header[headerBytes - MASK + (offset + i) % MASK];
      }
    }
    System.arraycopy(from, start, to, written, length);
    written += length;
    begun = true;
    offset = (offset + length) % MASK;
    missing -= length;
    if (missing == 0) {
      missing = -1;
      headerBytes = 0;
    }
    return written - at;
  }
}
