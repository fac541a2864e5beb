package io.reddot.hub;

import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.StartAfter;
import io.reddot.message.SystemEvent;
import io.reddot.message.TopicFilter;
import java.util.Collection;

/**
 * Where a read starts, resolved against the log.
 *
 * @param position the position after which the read starts
 * @param recovered whether the requested start could be honoured
 * @param lossless whether messages that retention deleted after the position count as lost, which
 *     they do unless the read starts at the earliest message
 */
record Start(long position, boolean recovered, boolean lossless) {

  /**
   * Resolves a start. A cursor of another log starts at the earliest message, because all messages
   * are new to its reader. A cursor ahead of the log starts at the log's end; the log was restored
   * from an older copy.
   */
  static Start of(StartAfter after, Collection<TopicFilter> filters, MessageLog log) {
    Cursor cursor = after.cursor();
    if (cursor == null) {
      return after.edge() == StartAfter.Edge.EARLIEST
          ? new Start(earliest(filters, log), true, false)
          : new Start(log.head(), true, true);
    }
    if (!cursor.log().equals(log.name())) {
      return new Start(log.floor(), false, false);
    }
    if (cursor.position() > log.head() && cursor.position() > log.readHead()) {
      return new Start(log.head(), false, true);
    }
    return new Start(cursor.position(), true, true);
  }

  /** Returns where the log begins for these filters: retention spares the records of the audit. */
  static long earliest(Collection<TopicFilter> filters, MessageLog log) {
    boolean audit =
        filters.stream().allMatch(one -> one.pattern().startsWith(SystemEvent.AUDIT_TOPICS));
    return audit ? 0 : log.floor();
  }
}
