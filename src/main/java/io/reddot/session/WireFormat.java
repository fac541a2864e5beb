package io.reddot.session;

/**
 * A form in which envelopes go over a wire. Stateless; an envelope is encoded once for each format.
 */
public interface WireFormat {
  /** How many formats there may be. */
  int COUNT = 8;

  /** The format's own number, from 0 and below {@link #COUNT}. */
  int index();

  Encoded encode(Envelope envelope);
}
