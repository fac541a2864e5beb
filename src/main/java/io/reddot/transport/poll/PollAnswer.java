package io.reddot.transport.poll;

import io.reddot.message.Cursor;
import io.reddot.session.Envelope;
import io.reddot.transport.Wire;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a poll is answered: {@code {"messages":[...],"cursor":"...","recovered":true}}, with the
 * cursor as {@code ETag}; or 304 and the cursor alone while nothing is newer.
 */
final class PollAnswer {
  private PollAnswer() {}

  static byte[] body(List<? extends Envelope> messages, Cursor cursor, boolean recovered) {
    StringBuilder json = new StringBuilder("{\"messages\":[");
    String separator = "";
    for (Envelope message : messages) {
      json.append(separator).append(message.in(Wire.JSON).text());
      separator = ",";
    }
    json.append("],\"cursor\":\"").append(cursor);
    json.append("\",\"recovered\":").append(recovered).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static void write(HttpServletResponse response, Cursor cursor, byte[] body) throws IOException {
    response.setHeader("ETag", etag(cursor));
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
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
