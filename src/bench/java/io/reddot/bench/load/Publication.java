package io.reddot.bench.load;

/** How a server takes messages. */
public interface Publication {
  int port();

  /**
   * For one connection, or several one after the other.
   *
   * @param size of a message, in bytes
   */
  Publishing publishing(int size);
}
