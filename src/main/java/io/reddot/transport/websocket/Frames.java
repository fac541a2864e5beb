package io.reddot.transport.websocket;

import io.reddot.message.Problem;
import io.reddot.session.WireFormat;
import io.reddot.transport.Wire;
import io.reddot.web.Query;
import java.util.List;

/** The ways to put envelopes that are written together into text frames. */
enum Frames {
  /** One frame, one envelope a line. */
  JOINED(Wire.FRAME),

  /** A frame for each envelope, for clients that parse each frame as one JSON text. */
  SINGLE(Wire.SINGLE_FRAMES);

  private final Wire format;

  Frames(Wire format) {
    this.format = format;
  }

  /**
   * Reads {@code frames} in the query.
   *
   * @throws Problem (400) if it is neither absent nor {@code single}
   */
  static Frames of(Query query) {
    List<String> said = query.all("frames");
    if (said.isEmpty()) {
      return JOINED;
    } else if (said.equals(List.of("single"))) {
      return SINGLE;
    }
    throw Problem.badRequest("'frames' must be 'single' or absent.");
  }

  /** Returns the wire format; it encodes batches as {@link io.reddot.container.TextMessages}. */
  WireFormat format() {
    return format;
  }
}
