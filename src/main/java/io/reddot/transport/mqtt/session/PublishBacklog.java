package io.reddot.transport.mqtt.session;

/**
 * Counts the messages of one client that wait to be committed. At the limits it pauses reading from
 * the client until half of the limits is left. Confined to its line.
 */
final class PublishBacklog {
  static final int MESSAGES = 1_000;
  static final int BYTES = 1 << 20;

  /** A client that cannot be paused is flooding the server at this multiple of the limits. */
  private static final int FLOOD = 8;

  private final Line line;
  private final int payloadBytes;
  private int messages;
  private int bytes;
  private boolean paused;

  /**
   * @param payloadBytes the largest payload
   */
  PublishBacklog(Line line, int payloadBytes) {
    this.line = line;
    this.payloadBytes = payloadBytes;
  }

  void add(int size) {
    messages++;
    bytes += size;
    if (!paused && (messages >= MESSAGES || bytes >= BYTES)) {
      paused = true;
      line.reading(false);
    }
  }

  void remove(int size) {
    messages--;
    bytes -= size;
    if (paused && messages <= MESSAGES / 2 && bytes <= BYTES / 2) {
      paused = false;
      line.reading(true);
    }
  }

  /** Whether the client keeps sending although the server cannot keep up. */
  boolean isFlooded() {
    return messages >= FLOOD * MESSAGES || bytes >= FLOOD * BYTES + payloadBytes;
  }
}
