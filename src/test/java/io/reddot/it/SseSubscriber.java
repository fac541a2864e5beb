package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;

/** Server-sent events, read as the WHATWG's HTML standard says (9.2.6). */
final class SseSubscriber extends StreamSubscriber {
  SseSubscriber(Site site, String after, String... filters) {
    super(site, "api/sse", after, filters);
  }

  @Override
  void read(BufferedReader stream) throws IOException {
    String event = "message";
    String id = null;
    StringBuilder data = new StringBuilder();
    for (String line = stream.readLine(); line != null; line = stream.readLine()) {
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          dispatch(event, id, data.toString());
        }
        event = "message";
        id = null;
        data.setLength(0);
      } else if (colon == 0) {
        beat();
      } else if (field.equals("event")) {
        event = value;
      } else if (field.equals("id")) {
        id = value;
      } else if (field.equals("data")) {
        data.append(data.isEmpty() ? "" : "\n").append(value);
      }
    }
  }

  private void dispatch(String event, String id, String data) {
    JsonObject envelope = Site.object(data);
    assertEquals(event, envelope.getString("type"));
    boolean moves = !event.equals("unread"); // what counts says where it is true, no more
    // Behind it stands what the stream comes back by, if a ticket opened it.
    String cursor = id == null ? null : id.replaceFirst("\\..*", "");
    assertEquals(cursor, moves ? envelope.getString("cursor", null) : null);
    arrive(envelope);
  }
}
