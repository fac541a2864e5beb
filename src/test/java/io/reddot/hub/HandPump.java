package io.reddot.hub;

import io.reddot.log.Tail;

/** Fans out by hand, batch by batch. For one thread. */
public final class HandPump {
  private final SessionRegistry registry;
  private final Tail tail;

  public HandPump(SessionRegistry registry) {
    this.registry = registry;
    this.tail = registry.fanOut().openTail();
  }

  /** Returns the position up to which the tail was read. */
  public long position() {
    return tail.position();
  }

  /** Waits for the next batch and offers it. */
  public void pump() throws InterruptedException {
    registry.fanOut().offer(tail.next());
  }

  public void close() {
    tail.close();
  }
}
