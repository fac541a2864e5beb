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
 * The answer to a poll: {@code
 * {"messages":[...],"cursor":"...","recovered":true,"unread":3,"unseen":1}}, with the cursor as
 * {@code ETag}; or 304 with the tag alone if nothing is newer.
 *
 * @param unread the unread count; null: the poll is not about the caller's inbox
 * @param tagged whether the tag contains the count
 * @param conflated whether the client asked for only the newest message of a topic
 */
record PollAnswer(
    List<? extends Envelope> messages,
    Cursor cursor,
    boolean recovered,
    @Nullable PollCount unread,
    boolean tagged,
    boolean conflated) {
  private static final byte[] NO_MESSAGES = "{\"messages\":[]".getBytes(StandardCharsets.UTF_8);

  /**
   * Returns the part up to the end of the messages, which is encoded once for all polls that wait
   * for the same messages.
   */
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
            + (unread == null ? "" : unread.members())
            + (conflated ? ",\"conflate\":true" : "")
            + '}')
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes the answer.
   *
   * @param live whether the messages were fanned out, so that other polls share them
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

  /** Answers 304, with the tag that a 200 would have had (RFC 9110, section 15.4.5). */
  static void notModified(HttpServletResponse response, String etag) {
    response.setHeader("ETag", etag);
    response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
  }
}
