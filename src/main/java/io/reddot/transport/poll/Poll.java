package io.reddot.transport.poll;

import io.reddot.hub.Inboxes.Unread;
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
 * The parameters of a poll.
 *
 * @param seconds how long to wait; 0: answer immediately
 * @param tag the entity tag that the client sent
 * @param aboutInbox whether the answer has the unread count
 * @param counting whether a count other than {@code unread} is a reason to answer
 * @param unread the count that the client knows; null: none
 */
record Poll(
    ReadRequest readRequest,
    int seconds,
    PollTag tag,
    boolean aboutInbox,
    boolean counting,
    @Nullable PollCount unread) {
  private static final int DEFAULT_WAIT = 25;

  /** In seconds. Short enough to detect a vanished client within a minute. */
  private static final int MAX_WAIT = 40;

  static Poll of(@Nullable Principal principal, Query query, EntityTags known, boolean mayWait) {
    int wait = mayWait ? wait(query.first("wait")) : 0;
    PollTag tag = PollTag.parse(known);
    Cursor cursor = tag.cursor();
    ReadRequest readRequest =
        Handshake.of(principal, query, cursor == null ? null : cursor.toString());
    String said = query.first("unread");
    PollCount unread = tag.unread() != null ? tag.unread() : said == null ? null : unread(said);
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
      // falls through
    }
    throw Problem.badRequest("'wait' must be a number of seconds from 0 to " + MAX_WAIT + ".");
  }

  /** Parses {@code unread}. If it is empty, the client wants counts, but knows none yet. */
  private static @Nullable PollCount unread(String text) {
    PollCount unread = PollCount.parse(text);
    if (unread == null && !text.isEmpty()) {
      throw Problem.badRequest(
          "'unread' must be empty or the last known count, a number from 0, or two with a slash:"
              + " unread/unseen.");
    }
    return unread;
  }

  /** Counts unread messages; null: the poll is not about the caller's inbox. */
  @Nullable PollCount count(Readings readings) {
    if (!aboutInbox) {
      return null;
    }
    Unread unread = readings.unread(readRequest.caller());
    return new PollCount(unread.count(), unread.unseen());
  }

  String etag(Cursor cursor, @Nullable PollCount count) {
    return PollTag.of(cursor, counting ? count : null);
  }

  /**
   * Whether the client's position is unknown, so that it may miss messages: it sent an unknown
   * entity tag, and no cursor in the URL.
   */
  boolean lostItsPlace() {
    return tag.unknown() && readRequest.after().edge() == StartAfter.Edge.LATEST;
  }
}
