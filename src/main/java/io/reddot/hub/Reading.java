package io.reddot.hub;

import io.reddot.message.Cursor;
import io.reddot.session.Envelope;
import java.util.List;

/**
 * The result of a read: one page of the log, for a poll or for the history.
 *
 * @param start the position after which it starts, as a cursor
 * @param cursor the cursor to continue from
 * @param recovered false if the requested cursor could not be honoured
 * @param more whether there may be more messages now
 */
public record Reading(
    List<Envelope.OfMessage> messages,
    Cursor start,
    Cursor cursor,
    boolean recovered,
    boolean more) {
  /**
   * The largest number of slices that one call examines: a filter with few matches must not scan
   * the whole log. The client continues with the cursor.
   */
  private static final int WINDOWS = 50;

  /**
   * @param head the position after which nothing is read
   */
  static Reading of(LogSlices slices, ReadRequest readRequest, long head, int limit) {
    Start start = Start.of(readRequest.after(), readRequest.filters(), slices.log());
    Cursor from = slices.log().cursor(start.position());
    long position = start.position();
    boolean recovered = start.recovered();
    List<Envelope.OfMessage> messages = List.of();
    for (int i = 0; i < WINDOWS && position < head && messages.isEmpty(); i++) {
      LogSlice page =
          slices.read(readRequest.caller(), readRequest.filters(), position, head, limit);
      recovered &= !(page.trimmed() && start.lossless());
      position = page.through();
      messages = page.messages();
    }
    return new Reading(messages, from, from.at(position), recovered, position < head);
  }
}
