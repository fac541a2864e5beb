package io.reddot.session;

import java.util.List;

/**
 * A form in which envelopes go over a wire. Stateless; an envelope is encoded once for each format,
 * and so is what is written together.
 */
public interface WireFormat {
  /** How many formats there may be. */
  int COUNT = 8;

  /** The format's own number, from 0 and below {@link #COUNT}. */
  int index();

  Encoded encode(Envelope envelope);

  /** What goes out in one write; {@code parts} are of this format, and at least one. */
  Encoded join(List<Encoded> parts);
}
