package io.reddot.transport.poll;

import io.reddot.message.Cursor;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.transport.Wire;
import io.reddot.web.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a poll is answered: {@code {"messages":[...],"cursor":"...","recovered":true,"unread":3}},
 * with the cursor as {@code ETag}; or 304 and the tag alone while nothing is newer.
 *
 * @param unread null: the poll is not about the caller's inbox
 * @param tagged whether the count is in the tag, too
 */
record PollAnswer(
    List<? extends Envelope> messages,
    Cursor cursor,
    boolean recovered,
    @Nullable Long unread,
    boolean tagged) {
  private static final byte[] NO_MESSAGES = "{\"messages\":[]".getBytes(StandardCharsets.UTF_8);

  /** Many wait for the same messages; those are encoded once for all of them. */
  private byte[] beginning() {
    return messages.isEmpty()
        ? NO_MESSAGES
        : EnvelopeBatch.of(List.copyOf(messages)).in(Wire.POLL).bytes();
  }

  private byte[] end() {
    return (",\"cursor\":\""
            + cursor
            + "\",\"recovered\":"
            + recovered
            + (unread == null ? "" : ",\"unread\":" + unread)
            + '}')
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param live whether the messages were fanned out, so that others are answered the same
   */
  void write(HttpServletResponse response, boolean live) throws IOException {
    byte[] beginning = beginning();
    byte[] end = end();
    response.setHeader("ETag", PollTag.of(cursor, tagged ? unread : null));
    response.setContentType("application/json");
    response.setContentLength(beginning.length + end.length);
    if (live) {
      Answer.share(response, beginning);
    } else {
      Answer.give(response, beginning);
    }
    Answer.give(response, end);
  }

  /** A 304 names the tag that a 200 would have named (RFC 9110, section 15.4.5). */
  static void notModified(HttpServletResponse response, String etag) {
    response.setHeader("ETag", etag);
    response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
  }
}
