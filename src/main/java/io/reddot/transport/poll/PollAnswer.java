package io.reddot.transport.poll;

import io.reddot.message.Cursor;
import io.reddot.session.Envelope;
import io.reddot.transport.Wire;
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

  byte[] body() {
    StringBuilder json = new StringBuilder("{\"messages\":[");
    String separator = "";
    for (Envelope message : messages) {
      json.append(separator).append(message.in(Wire.JSON).text());
      separator = ",";
    }
    json.append("],\"cursor\":\"").append(cursor);
    json.append("\",\"recovered\":").append(recovered);
    if (unread != null) {
      json.append(",\"unread\":").append(unread);
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  void write(HttpServletResponse response) throws IOException {
    byte[] body = body();
    response.setHeader("ETag", PollTag.of(cursor, tagged ? unread : null));
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** A 304 names the tag that a 200 would have named (RFC 9110, section 15.4.5). */
  static void notModified(HttpServletResponse response, String etag) {
    response.setHeader("ETag", etag);
    response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
  }
}
