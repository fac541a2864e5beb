package io.reddot.transport;

import io.reddot.message.Cursor;
import io.reddot.session.Encoded;
import io.reddot.session.Envelope;
import io.reddot.session.WireFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The wire formats of the transports over HTTP. */
public enum Wire implements WireFormat {
  /** The envelope's JSON in one line, for polls, SSE data, and lines of WebSocket text. */
  JSON {
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
   * JSON that is safe in a script element: it can neither end the element nor open a comment. A
   * write is a data block, which browsers do not run, with an array of all envelopes, and an empty
   * element, which shows that the block is complete.
   */
  BLOCK {
    @Override
    public Encoded encode(Envelope envelope) {
      return new Encoded(
          envelope.json().replace("<", "\\u003c")); // in JSON, "<" occurs only inside strings
    }

    @Override
    public Encoded join(List<Encoded> elements) {
      return joined("<script type=\"application/json\">[", elements, ",", "]</script><i></i>\n");
    }
  },

  /**
   * A server-sent event (HTML standard, section 9.2): {@code id} is the cursor, {@code data} the
   * envelope; control envelopes are named events.
   */
  SSE {
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
        // Also delays an EventSource whose page ignores envelopes.
        event.append("retry: ").append(farewell.goodbye().retryAfter().toMillis()).append('\n');
      }
      return new Encoded(event.append("data: ").append(json).append("\n\n").toString());
    }

    @Override
    public Encoded join(List<Encoded> events) {
      return events.size() == 1 ? events.get(0) : joined("", events, "", "");
    }
  },

  /** JSON; a write is one text frame of a WebSocket server (RFC 6455, section 5.2). */
  FRAME {
    @Override
    public Encoded encode(Envelope envelope) {
      return envelope.in(JSON);
    }

    @Override
    public Encoded join(List<Encoded> lines) {
      return new JoinedText(lines);
    }
  },

  /** JSON; each envelope is a text frame of its own. */
  SINGLE_FRAMES {
    @Override
    public Encoded encode(Envelope envelope) {
      return envelope.in(JSON);
    }

    @Override
    public Encoded join(List<Encoded> texts) {
      return new SingleTexts(texts);
    }
  },

  /** JSON; a write is the beginning of a poll's answer, up to the end of its messages. */
  POLL {
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

  private final int index = WireFormat.newIndex();

  @Override
  public int index() {
    return index;
  }
}
