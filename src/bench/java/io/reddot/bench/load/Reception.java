package io.reddot.bench.load;

/**
 * What one client has of the sequence: it counts from the first message that it gets, since only
 * then is it known to be subscribed. For one thread.
 */
final class Reception {
  private static final int WINDOW = Long.SIZE;

  private long first;
  private long last;
  private long distinct;
  private long duplicates;
  private long outOfOrder;

  /** Bit n: the message n before the last one came. Tells what comes late from what comes twice. */
  private long recent;

  void arrived(long sequence) {
    if (distinct == 0) {
      first = sequence;
      last = sequence;
      distinct = 1;
      recent = 1;
    } else if (sequence > last) {
      long step = sequence - last;
      recent = step < WINDOW ? recent << step | 1 : 1;
      last = sequence;
      distinct++;
    } else {
      late(last - sequence);
    }
  }

  private void late(long distance) {
    long bit = distance < WINDOW ? 1L << distance : 0;
    if (bit == 0 || (recent & bit) != 0) {
      duplicates++;
    } else {
      recent |= bit;
      outOfOrder++;
      distinct++;
    }
  }

  /** Exactly these, in order. */
  boolean isWhole(long from, long to) {
    return distinct == to - from + 1
        && (distinct == 0 || first == from)
        && duplicates == 0
        && outOfOrder == 0;
  }

  /**
   * @param lastPublished everything up to this should be here by now
   */
  Integrity integrity(long lastPublished) {
    long expected = distinct == 0 ? lastPublished : lastPublished - first + 1;
    return new Integrity(Math.max(0, expected - distinct), duplicates, outOfOrder);
  }
}
