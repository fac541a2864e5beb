package io.reddot.bench.load;

import java.io.IOException;

/** What a publisher says, one thing at a time, and what it makes of the answer. For one thread. */
interface Publishing {
  /** Said first on a connection, and answered before a message is; empty: nothing is said. */
  byte[] greeting();

  /**
   * @return good until the next call
   */
  byte[] message(long sequence, long nanos);

  /** A piece of the answer. */
  void read(byte[] bytes, int from, int to) throws IOException;

  /** What was said last is answered. */
  boolean answered();

  /** The server hangs up after its last answer. */
  boolean over();
}
