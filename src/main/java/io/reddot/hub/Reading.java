package io.reddot.hub;

import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Message;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import java.util.Collection;
import java.util.List;

/**
 * A page of the log, as a poll or the history reads it.
 *
 * @param cursor read on after this
 * @param recovered false when the asked-for cursor could not be honoured
 * @param more whether there may be more already
 */
public record Reading(List<Message> messages, Cursor cursor, boolean recovered, boolean more) {
  /** A reader of something rare walks so many windows a call; then it is given its cursor. */
  private static final int WINDOWS = 50;

  static Reading of(MessageLog log, Collection<TopicFilter> filters, StartAfter after, int limit) {
    Start start = Start.of(after, log);
    long head = Math.max(log.head(), start.position());
    long position = start.position();
    boolean recovered = start.recovered();
    for (int i = 0; i < WINDOWS && position < head; i++) {
      MessageLog.Page page = log.read(filters, position, head, limit);
      recovered &= !(page.trimmed() && start.lossless());
      position = page.through();
      if (!page.messages().isEmpty()) {
        return new Reading(page.messages(), log.cursor(position), recovered, position < head);
      }
    }
    return new Reading(List.of(), log.cursor(position), recovered, position < head);
  }
}
