package io.reddot.bench.load;

/**
 * Finds stamps in a stream of bytes, whatever stands around them and wherever the stream is cut.
 * Looks at each byte once and keeps none: the load must be cheap beside the server it measures. For
 * one thread.
 */
final class StampScanner {
  /** Who hears of each stamp. */
  interface Listener {
    void arrived(long sequence, long nanos);
  }

  private enum Part {
    OUTSIDE,
    SEQUENCE,
    NANOS
  }

  private final Listener listener;
  private Part part = Part.OUTSIDE;
  private long sequence;
  private long number;

  StampScanner(Listener listener) {
    this.listener = listener;
  }

  void scan(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (part == Part.OUTSIDE) {
        while (i < to && bytes[i] != Stamp.EDGE) {
          i++;
        }
        if (i < to) {
          begin(Part.SEQUENCE);
          i++;
        }
      } else {
        inside(bytes[i]);
        i++;
      }
    }
  }

  private void begin(Part next) {
    part = next;
    number = 0;
  }

  private void inside(byte b) {
    if (b >= '0' && b <= '9') {
      number = number * 10 + b - '0';
    } else if (part == Part.SEQUENCE && b == Stamp.MIDDLE) {
      sequence = number;
      begin(Part.NANOS);
    } else if (part == Part.NANOS && b == Stamp.EDGE) {
      part = Part.OUTSIDE;
      listener.arrived(sequence, number);
    } else {
      begin(b == Stamp.EDGE ? Part.SEQUENCE : Part.OUTSIDE); // it was no stamp
    }
  }
}
