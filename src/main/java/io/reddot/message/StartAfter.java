package io.reddot.message;

import org.jspecify.annotations.Nullable;

/**
 * What {@code after=} says: from where a reader wants to read on.
 *
 * @param edge one end of the log, or {@link Edge#CURSOR}
 * @param cursor there exactly when {@code edge} is {@code CURSOR}
 */
public record StartAfter(Edge edge, @Nullable Cursor cursor) {
  /** The two ends of the log, and the place in between. */
  public enum Edge {
    EARLIEST,
    LATEST,
    CURSOR
  }

  public static final StartAfter EARLIEST = new StartAfter(Edge.EARLIEST, null);
  public static final StartAfter LATEST = new StartAfter(Edge.LATEST, null);

  public static StartAfter cursor(Cursor cursor) {
    return new StartAfter(Edge.CURSOR, cursor);
  }

  /**
   * @param text a cursor, {@code earliest} or {@code latest}
   * @throws Problem (400) if it is none of them
   */
  public static StartAfter parse(String text) {
    return switch (text) {
      case "earliest" -> EARLIEST;
      case "latest" -> LATEST;
      default -> cursor(Cursor.parse(text));
    };
  }
}
