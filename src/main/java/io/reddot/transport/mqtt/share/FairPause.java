package io.reddot.transport.mqtt.share;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Pauses the node that took messages last, so that other nodes with members get their turn.
 * Confined to the group's executor.
 */
final class FairPause {
  /**
   * Long enough for other nodes to learn of a message; otherwise the publisher's own node would
   * take all of them.
   */
  static final Duration PAUSE = Duration.ofMillis(20);

  private final Executor serial;
  private final BiConsumer<Runnable, Duration> later;
  private final Runnable whenOver;

  /** The number of other nodes with members, as last read from the store. */
  private int others;

  private boolean tookLast;
  private boolean pausing;
  private boolean paused;

  /**
   * @param later runs a task after a delay
   * @param whenOver called on the executor when a pause is over
   */
  FairPause(Executor serial, BiConsumer<Runnable, Duration> later, Runnable whenOver) {
    this.serial = serial;
    this.later = later;
    this.whenOver = whenOver;
  }

  /** Returns whether this node may take messages now; begins a pause if not. */
  boolean mayTake() {
    if (!tookLast || others == 0 || paused) {
      return true;
    }
    if (!pausing) {
      pausing = true;
      later.accept(() -> serial.execute(this::end), PAUSE);
    }
    return false;
  }

  private void end() {
    pausing = false;
    paused = true;
    whenOver.run();
  }

  void others(int count) {
    others = count;
  }

  /** Notes that this node tried to take messages. */
  void tried(boolean successful) {
    tookLast = successful;
    paused = false;
  }
}
