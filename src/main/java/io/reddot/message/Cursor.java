package io.reddot.message;

/**
 * The position of a reader in a log: it has seen everything up to {@code position}. On the wire, a
 * cursor is opaque, URL-safe text; only this class knows its form.
 *
 * @param log the log's name; another database has another name, and cursors of it cannot be
 *     honoured
 * @param position the last position that was seen; 0: before the first message
 */
public record Cursor(String log, long position) implements Comparable<Cursor> {
  private static final int LONGEST_NAME = 32;
  private static final int RADIX = 36;
  private static final int MOST_DIGITS = Long.toString(Long.MAX_VALUE, RADIX).length();

  public Cursor {
    if (!isPlain(log, LONGEST_NAME) || position < 0) {
      throw new IllegalArgumentException("not a cursor: " + log + ", " + position);
    }
  }

  /**
   * Matches {@code [a-z0-9]{1,most}}, without a regular expression, because every message and every
   * poll has a cursor.
   */
  private static boolean isPlain(String text, int most) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= most;
  }

  /**
   * Parses a cursor.
   *
   * @throws Problem (400) if {@code text} is not a cursor
   */
  public static Cursor parse(String text) {
    int dash = text.indexOf('-');
    if (dash > 0) {
      String log = text.substring(0, dash);
      String digits = text.substring(dash + 1);
      if (isPlain(log, LONGEST_NAME) && isPlain(digits, MOST_DIGITS)) {
        try {
          return new Cursor(log, Long.parseLong(digits, RADIX));
        } catch (NumberFormatException tooBig) {
          // falls through: this many digits may exceed a long
        }
      }
    }
    throw Problem.badRequest(
        "Invalid cursor: pass one that the server returned, or 'earliest' or 'latest'.");
  }

  public Cursor at(long newPosition) {
    return new Cursor(log, newPosition);
  }

  /**
   * Orders cursors of one log by position. The order of cursors of different logs has no meaning.
   */
  @Override
  public int compareTo(Cursor other) {
    int byLog = log.compareTo(other.log);
    return byLog != 0 ? byLog : Long.compare(position, other.position);
  }

  @Override
  public String toString() {
    return log + '-' + Long.toString(position, RADIX);
  }
}
