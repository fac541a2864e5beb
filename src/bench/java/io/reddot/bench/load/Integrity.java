package io.reddot.bench.load;

/** What went wrong with the order of messages, of one client or of many. Immutable. */
public record Integrity(long lost, long duplicates, long outOfOrder) {
  static final Integrity PERFECT = new Integrity(0, 0, 0);

  public boolean isPerfect() {
    return equals(PERFECT);
  }

  Integrity plus(Integrity other) {
    return new Integrity(
        lost + other.lost, duplicates + other.duplicates, outOfOrder + other.outOfOrder);
  }
}
