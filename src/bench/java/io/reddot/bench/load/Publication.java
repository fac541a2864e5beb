package io.reddot.bench.load;

/**
 * How a server takes a message.
 *
 * @param before what stands before the message in the body
 * @param after what stands after it
 */
public record Publication(int port, Request request, String before, String after) {
  /** The whole request, for a message of {@code size} bytes that {@link #offset} leaves blank. */
  byte[] bytes(int size) {
    return request.bytes(before + " ".repeat(size) + after);
  }

  /** Where the message stands in {@link #bytes}. */
  int offset(int size) {
    return bytes(size).length - after.length() - size;
  }
}
