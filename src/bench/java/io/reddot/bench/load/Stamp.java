package io.reddot.bench.load;

/**
 * What a message carries of its own publication: {@code ~sequence:nanos~}, and then filler up to
 * its size. {@code nanos} is the monotonic clock, which all processes of a machine share.
 * Stateless.
 */
final class Stamp {
  static final byte EDGE = '~';
  static final byte MIDDLE = ':';

  /** Nineteen digits each, and the marks around them. */
  static final int MAX_SIZE = 2 * 19 + 3;

  private static final byte FILLER = 'x';

  private Stamp() {}

  /** Overwrites {@code size} bytes of {@code message}. */
  static void write(long sequence, long nanos, byte[] message, int from, int size) {
    if (size < MAX_SIZE) {
      throw new IllegalArgumentException("a message has " + MAX_SIZE + " bytes or more");
    }
    int at = from;
    message[at++] = EDGE;
    at = digits(sequence, message, at);
    message[at++] = MIDDLE;
    at = digits(nanos, message, at);
    message[at++] = EDGE;
    while (at < from + size) {
      message[at++] = FILLER;
    }
  }

  private static int digits(long number, byte[] into, int from) {
    String text = Long.toString(number);
    for (int i = 0; i < text.length(); i++) {
      into[from + i] = (byte) text.charAt(i);
    }
    return from + text.length();
  }
}
