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
   * JSON that can stand in a script element: whatever is in it, it cannot end the element or open a
   * comment. A write is a data block, which no browser runs, with all of them in an array, and an
   * empty element, which says that the block is whole.
   */
  BLOCK(1) {
    @Override
    public Encoded encode(Envelope envelope) {
      return new Encoded(envelope.json().replace("<", "\\u003c")); // only ever inside a JSON string
    }

    @Override
    public Encoded join(List<Encoded> elements) {
      return joined("<script type=\"application/json\">[", elements, ",", "]</script><i></i>\n");
    }
  },

  /**
   * A server-sent event (HTML standard, section 9.2): {@code id} is the cursor, {@code data} the
   * envelope; what is no plain message is a named event.
   */
  SSE(2) {
    @Override
    public Encoded encode(Envelope envelope) {
      String json = envelope.json();
      StringBuilder event = new StringBuilder(json.length() + 64);
      if (!envelope.plain()) {
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
  },

  /** JSON, and a write is a text frame as a WebSocket server sends it (RFC 6455, section 5.2). */
  FRAME(3) {
    @Override
    public Encoded encode(Envelope envelope) {
      return envelope.in(JSON);
    }

    @Override
    public Encoded join(List<Encoded> lines) {
      return new JoinedText(lines);
    }
  },

  /** The same, but each envelope is a text frame of its own. */
  SINGLE_FRAMES(7) {
    @Override
    public Encoded encode(Envelope envelope) {
      return envelope.in(JSON);
    }

    @Override
    public Encoded join(List<Encoded> texts) {
      return new SingleTexts(texts);
    }
  },

  /** JSON, and a write is the beginning of a poll's answer, up to the end of its messages. */
  POLL(6) {
    @Override
    public Encoded encode(Envelope envelope) {
      return envelope.in(JSON);
    }

    @Override
    public Encoded join(List<Encoded> messages) {
      return joined("{\"messages\":[", messages, ",", "]");
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
