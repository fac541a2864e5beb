package io.reddot.message;

import java.util.regex.Pattern;

/**
 * Where a reader stands: everything up to {@code position} of the log named {@code log} is behind
 * it. On the wire it is opaque, URL-safe text; only this class knows its form.
 *
 * @param log the log's name; another database has another name, and its cursors are not honoured
 * @param position the last position seen; 0 is before the first message
 */
public record Cursor(String log, long position) implements Comparable<Cursor> {
  private static final int LONGEST_NAME = 32;
  private static final Pattern FORM = Pattern.compile("([a-z0-9]{1,32})-([0-9a-z]{1,13})");

  public Cursor {
    if (!isName(log) || position < 0) {
      throw new IllegalArgumentException("no cursor: " + log + ", " + position);
    }
  }

  /** As {@link #FORM} has it; by hand, for each message has a cursor. */
  private static boolean isName(String log) {
    for (int i = 0; i < log.length(); i++) {
      char c = log.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return !log.isEmpty() && log.length() <= LONGEST_NAME;
  }

  /**
   * @throws Problem (400) if {@code text} is no cursor of any log
   */
  public static Cursor parse(String text) {
    var matcher = FORM.matcher(text);
    if (matcher.matches()) {
      try {
        return new Cursor(matcher.group(1), Long.parseLong(matcher.group(2), 36));
      } catch (NumberFormatException tooBig) {
        // falls through: thirteen digits of base 36 may exceed a long
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
    return log + '-' + Long.toString(position, 36);
  }
}
