package io.reddot.session;

import java.util.List;

/**
 * The form in which a transport writes envelopes. An envelope is encoded once for each format, and
 * so is a batch. Stateless.
 */
public interface WireFormat {
  /** The number of formats that the application may have. */
  int COUNT = 10;

  /**
   * Returns the format's own number, which {@link #newIndex} assigned: at least 0 and less than
   * {@link #COUNT}.
   */
  int index();

  /**
   * Assigns a number to a new format, so that no two formats share one.
   *
   * @throws IllegalStateException if there are {@link #COUNT} formats already
   */
  static int newIndex() {
    return FormatNumbers.next();
  }

  /** Encodes one envelope. */
  Encoded encode(Envelope envelope);

  /** Joins envelopes of this format, at least one, into a single write. */
  Encoded join(List<Encoded> parts);
}
