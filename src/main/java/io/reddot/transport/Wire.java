package io.reddot.transport;

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
