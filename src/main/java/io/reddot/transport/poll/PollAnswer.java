package io.reddot.transport.poll;

import io.reddot.message.Cursor;
import io.reddot.session.Batch;
import io.reddot.session.Envelope;
import io.reddot.transport.Wire;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a poll is answered: {@code {"messages":[...],"cursor":"...","recovered":true}}, with the
 * cursor as {@code ETag}; or 304 and the cursor alone while nothing is newer.
 */
final class PollAnswer {
  private static final byte[] NO_MESSAGES = "{\"messages\":[]".getBytes(StandardCharsets.UTF_8);

  private PollAnswer() {}

  /** Many wait for the same messages; those are encoded once for all of them. */
  static void write(
      HttpServletResponse response,
      List<? extends Envelope> messages,
      Cursor cursor,
      boolean recovered)
      throws IOException {
    byte[] beginning =
        messages.isEmpty() ? NO_MESSAGES : Batch.of(List.copyOf(messages)).in(Wire.POLL).bytes();
    byte[] end =
        (",\"cursor\":\"" + cursor + "\",\"recovered\":" + recovered + '}')
            .getBytes(StandardCharsets.UTF_8);
    response.setHeader("ETag", etag(cursor));
    response.setContentType("application/json");
    response.setContentLength(beginning.length + end.length);
    OutputStream out = response.getOutputStream();
    out.write(beginning);
    out.write(end);
  }

  /** A 304 names the cursor that a 200 would have named (RFC 9110, section 15.4.5). */
  static void notModified(HttpServletResponse response, String etag) {
    response.setHeader("ETag", etag);
    response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
  }

  static String etag(Cursor cursor) {
    return '"' + cursor.toString() + '"';
  }
}
