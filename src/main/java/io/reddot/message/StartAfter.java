package io.reddot.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code after}: where a reader wants to start.
 *
 * @param edge one end of the log, or {@link Edge#CURSOR}
 * @param cursor not null exactly if {@code edge} is {@code CURSOR}
 */
public record StartAfter(Edge edge, @Nullable Cursor cursor) {
  /** The two ends of the log, and a position in between. */
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
   * Chooses the newest of several starts: a client that reconnects sends both the cursor that it
   * remembers and the one in its address.
   *
   * @param starts at least one; remembered ones come before those of the address. Among cursors of
   *     the same log, the one furthest ahead wins; otherwise the first cursor wins. A cursor wins
   *     over an end of the log
   */
  public static StartAfter newest(List<StartAfter> starts) {
    StartAfter newest = starts.get(0);
    for (StartAfter start : starts) {
      Cursor known = newest.cursor;
      Cursor other = start.cursor;
      boolean further =
          other != null
              && (known == null
                  || (other.log().equals(known.log()) && other.position() > known.position()));
      newest = further ? start : newest;
    }
    return newest;
  }

  /**
   * Parses a start.
   *
   * @param text a cursor, {@code earliest} or {@code latest}
   * @throws Problem (400) if it is none of these
   */
  public static StartAfter parse(String text) {
    return switch (text) {
      case "earliest" -> EARLIEST;
      case "latest" -> LATEST;
      default -> cursor(Cursor.parse(text));
    };
  }
}
