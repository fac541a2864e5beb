package io.reddot.transport;

import io.reddot.message.Cursor;
import io.reddot.session.Encoded;
import io.reddot.session.Envelope;
import io.reddot.session.WireFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The forms in which envelopes go out. */
public enum Wire implements WireFormat {
  /** The envelope's JSON, in one line: polls, SSE data, lines of WebSocket text. */
  JSON(0) {
    @Override
    public Encoded encode(Envelope envelope) {
      return new Encoded(envelope.json());
    }

    @Override
    public Encoded join(List<Encoded> lines) {
      return lines.size() == 1 ? lines.get(0) : joined("", lines, "\n", "");
    }
  },

  /**
   * JSON that can stand in a script element: whatever is in it, it cannot end the element, open a
   * comment or break a line of JavaScript. A write is a script that hands all of them to the
   * function {@code r} of the iframe's page.
   */
  SCRIPT(1) {
    @Override
    public Encoded encode(Envelope envelope) {
      return new Encoded(
          envelope
              .json()
              .replace("<", "\\u003c") // only ever inside a JSON string
              .replace("\u2028", "\\u2028")
              .replace("\u2029", "\\u2029"));
    }

    @Override
    public Encoded join(List<Encoded> arguments) {
      return joined("<script>r([", arguments, ",", "])</script>\n");
    }
  },

  /**
   * A server-sent event (HTML standard, section 9.2): {@code id} is the cursor, {@code data} the
   * envelope; what is no message is a named event.
   */
  SSE(2) {
    @Override
    public Encoded encode(Envelope envelope) {
      String json = envelope.json();
      StringBuilder event = new StringBuilder(json.length() + 64);
      if (!(envelope instanceof Envelope.OfMessage)) {
        event.append("event: ").append(envelope.type()).append('\n');
      }
      Cursor cursor = envelope.cursor();
      if (cursor != null) {
        event.append("id: ").append(cursor).append('\n');
      }
      if (envelope instanceof Envelope.Farewell farewell) {
        // A browser that understands no envelope still waits that long.
        event.append("retry: ").append(farewell.goodbye().retryAfter().toMillis()).append('\n');
      }
      return new Encoded(event.append("data: ").append(json).append("\n\n").toString());
    }

    @Override
    public Encoded join(List<Encoded> events) {
      return events.size() == 1 ? events.get(0) : joined("", events, "", "");
    }
  };

  private static Encoded joined(String open, List<Encoded> parts, String between, String close) {
    return new Encoded(
        parts.stream().map(Encoded::text).collect(Collectors.joining(between, open, close)));
  }

  private final int index;

  Wire(int index) {
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }
}
