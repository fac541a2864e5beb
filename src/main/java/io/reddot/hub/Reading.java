package io.reddot.hub;

import io.reddot.message.Cursor;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import java.util.Collection;
import java.util.List;

/**
 * A page of the log, as a poll or the history reads it.
 *
 * @param cursor read on after this
 * @param recovered false when the asked-for cursor could not be honoured
 * @param more whether there may be more already
 */
public record Reading(
    List<Envelope.OfMessage> messages, Cursor cursor, boolean recovered, boolean more) {
  /** A reader of something rare walks so many windows a call; then it is given its cursor. */
  private static final int WINDOWS = 50;

  /**
   * @param head what comes after it is not read
   */
  static Reading of(
      Pages pages, Collection<TopicFilter> filters, StartAfter after, long head, int limit) {
    Start start = Start.of(after, pages.log());
    long position = start.position();
    boolean recovered = start.recovered();
    for (int i = 0; i < WINDOWS && position < head; i++) {
      Page page = pages.read(filters, position, head, limit);
      recovered &= !(page.trimmed() && start.lossless());
      position = page.through();
      if (!page.messages().isEmpty()) {
        return new Reading(
            page.messages(), pages.log().cursor(position), recovered, position < head);
      }
    }
    return new Reading(List.of(), pages.log().cursor(position), recovered, position < head);
  }
}
