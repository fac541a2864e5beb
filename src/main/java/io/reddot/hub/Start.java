package io.reddot.hub;

import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.StartAfter;

/**
 * Where reading begins once a reader's wish has met the log as it is.
 *
 * @param position read on after this
 * @param recovered whether the wish could be honoured
 * @param lossless whether it matters that trimming has gone past the position: not to one who asked
 *     for whatever is left
 */
record Start(long position, boolean recovered, boolean lossless) {

  /**
   * A cursor of another log starts at the earliest message there is: all of them are new to its
   * reader. One that is ahead of the log (which was put back to an older copy) starts at its end.
   */
  static Start of(StartAfter after, MessageLog log) {
    Cursor cursor = after.cursor();
    if (cursor == null) {
      return after.edge() == StartAfter.Edge.EARLIEST
          ? new Start(log.floor(), true, false)
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
}
