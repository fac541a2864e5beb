package io.reddot.transport;

import io.reddot.message.Cursor;
import io.reddot.session.Encoded;
import io.reddot.session.Envelope;
import io.reddot.session.WireFormat;

/** The forms in which envelopes go out. */
public enum Wire implements WireFormat {
  /** The envelope's JSON, in one line: polls, SSE data, lines of WebSocket text. */
  JSON(0) {
    @Override
    public Encoded encode(Envelope envelope) {
      return new Encoded(envelope.json());
    }
  },

  /**
   * JSON that can stand in a script element: whatever is in it, it cannot end the element, open a
   * comment or break a line of JavaScript.
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
  };

  private final int index;

  Wire(int index) {
    this.index = index;
  }

  @Override
  public int index() {
    return index;
  }
}
