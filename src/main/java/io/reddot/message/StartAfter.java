package io.reddot.message;

import java.util.List;
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
   * The newest of several wishes: a client that comes back says what it remembers beside what its
   * address says, and only it knows that both are the same wish.
   *
   * @param wishes at least one, those that the client remembers before those of its address. Of
   *     cursors of one log the one that is furthest on wins; otherwise the first cursor; a cursor
   *     wins over an end of the log
   */
  public static StartAfter newest(List<StartAfter> wishes) {
    StartAfter newest = wishes.get(0);
    for (StartAfter wish : wishes) {
      Cursor known = newest.cursor;
      Cursor other = wish.cursor;
      boolean further =
          other != null
              && (known == null
                  || (other.log().equals(known.log()) && other.position() > known.position()));
      newest = further ? wish : newest;
    }
    return newest;
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
