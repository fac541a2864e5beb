package io.reddot.hub;

import io.reddot.message.Cursor;
import io.reddot.session.Envelope;
import java.util.List;

/**
 * A page of the log, as a poll or the history reads it.
 *
 * @param start where it began
 * @param cursor read on after this
 * @param recovered false when the asked-for cursor could not be honoured
 * @param more whether there may be more already
 */
public record Reading(
    List<Envelope.OfMessage> messages,
    Cursor start,
    Cursor cursor,
    boolean recovered,
    boolean more) {
  /** A reader of something rare walks so many windows a call; then it is given its cursor. */
  private static final int WINDOWS = 50;

  /**
   * @param head what comes after it is not read
   */
  static Reading of(LogSlices slices, ReadRequest readRequest, long head, int limit) {
    Start start = Start.of(readRequest.after(), slices.log());
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
