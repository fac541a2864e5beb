package io.reddot.message;

/**
 * Where a reader stands: everything up to {@code position} of the log named {@code log} is behind
 * it. On the wire it is opaque, URL-safe text; only this class knows its form.
 *
 * @param log the log's name; another database has another name, and its cursors are not honoured
 * @param position the last position seen; 0 is before the first message
 */
public record Cursor(String log, long position) implements Comparable<Cursor> {
  private static final int LONGEST_NAME = 32;
  private static final int RADIX = 36;
  private static final int MOST_DIGITS = Long.toString(Long.MAX_VALUE, RADIX).length();

  public Cursor {
    if (!isPlain(log, LONGEST_NAME) || position < 0) {
      throw new IllegalArgumentException("no cursor: " + log + ", " + position);
    }
  }

  /** {@code [a-z0-9]{1,most}}; by hand, for each message and each poll has a cursor. */
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
   * @throws Problem (400) if {@code text} is no cursor of any log
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
          // falls through: as many digits may exceed a long
        }
      }
    }
    throw Problem.badRequest(
        "This is no cursor: pass one that you were given, or 'earliest' or 'latest'.");
  }

  public Cursor at(long newPosition) {
    return new Cursor(log, newPosition);
  }

  /** Orders cursors of one log; cursors of different logs have no order that means anything. */
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
