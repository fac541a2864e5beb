package io.reddot.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The numbers of the wire formats, by which envelopes and batches keep their encodings in arrays.
 * Thread-safe.
 */
final class FormatNumbers {
  private static final AtomicInteger ASSIGNED = new AtomicInteger();

  private FormatNumbers() {}

  static int next() {
    int index = ASSIGNED.getAndIncrement();
    if (index >= WireFormat.COUNT) {
      throw new IllegalStateException(
          "there are more formats than WireFormat.COUNT, which must be raised");
    }
    return index;
  }
}
