package io.reddot.transport.poll;

import io.reddot.hub.ReadRequest;
import io.reddot.hub.Readings;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.transport.Handshake;
import io.reddot.web.EntityTags;
import io.reddot.web.Query;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * What a poll asks for.
 *
 * @param seconds how long it waits; 0: it wants an answer at once
 * @param tag what the client has
 * @param aboutInbox whether the answer says how much of the caller's inbox is unread
 * @param counting whether a count that is not {@code unread} is news by itself
 * @param unread the count that the client knows; null: it knows none
 */
record Poll(
    ReadRequest readRequest,
    int seconds,
    PollTag tag,
    boolean aboutInbox,
    boolean counting,
    @Nullable Long unread) {
  private static final int DEFAULT_WAIT = 25;

  /** With a heartbeat more, a client that vanished is noticed within a minute. */
  private static final int MAX_WAIT = 40;

  static Poll of(@Nullable Principal principal, Query query, EntityTags known, boolean mayWait) {
    int wait = mayWait ? wait(query.first("wait")) : 0;
    PollTag tag = PollTag.parse(known);
    Cursor cursor = tag.cursor();
    ReadRequest readRequest =
        Handshake.of(principal, query, cursor == null ? null : cursor.toString());
    String said = query.first("unread");
    Long unread = tag.unread() != null ? tag.unread() : said == null ? null : unread(said);
    boolean aboutInbox = readRequest.countsInbox();
    boolean counting = aboutInbox && (said != null || tag.unread() != null);
    return new Poll(readRequest, wait, tag, aboutInbox, counting, unread);
  }

  private static int wait(@Nullable String text) {
    if (text == null) {
      return DEFAULT_WAIT;
    }
    try {
      int wait = Integer.parseInt(text);
      if (wait >= 0 && wait <= MAX_WAIT) {
        return wait;
      }
    } catch (NumberFormatException e) {
      // falls through to the one answer
    }
    throw Problem.badRequest("'wait' is a number of seconds from 0 to " + MAX_WAIT + ".");
  }

  /** Empty: the client wants to be told and knows none yet. */
  private static @Nullable Long unread(String text) {
    Long unread = PollTag.number(text);
    if (unread == null && !text.isEmpty()) {
      throw Problem.badRequest("'unread' is the count that is known, or empty if none is.");
    }
    return unread;
  }

  /** Null: the poll is not about the caller's inbox. */
  @Nullable Long count(Readings readings) {
    return aboutInbox ? readings.unread(readRequest.caller()) : null;
  }

  String etag(Cursor cursor, @Nullable Long count) {
    return PollTag.of(cursor, counting ? count : null);
  }

  /**
   * Whether the client has a tag that says nothing here, and no cursor in its address either: what
   * it has is not known, so nobody can say that it goes on from there.
   */
  boolean lostItsPlace() {
    return tag.unknown() && readRequest.after().edge() == StartAfter.Edge.LATEST;
  }
}
