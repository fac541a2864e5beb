package io.reddot.hub;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes the steps of the log's tail to one lane, and writes what the lane offered, until the tail
 * is closed. One thread runs it.
 */
final class Pump implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Pump.class.getName());

  /**
   * The size of the steps that are written together, in characters, if the lane is behind. As a
   * single batch of the tail, it is less than any outbox holds.
   */
  private static final int AT_ONCE = 128 << 10;

  private final SharedTail tail;
  private final Lane lane;
  private final Pace pace;

  Pump(SharedTail tail, Lane lane, Pace pace) {
    this.tail = tail;
    this.lane = lane;
    this.pace = pace;
  }

  @Override
  public void run() {
    try {
      Step place = tail.start();
      for (Step next = tail.next(place); next != null; next = tail.next(place)) {
        pace.begin();
        place = pass(next);
        if (!place.batch().full()) {
          rest();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is ending its threads
    }
  }

  /** Passes this step and those that follow it already. Returns the last one. */
  private Step pass(Step first) {
    List<Step> taken = new ArrayList<>(1);
    Step last = first;
    try {
      DueWrites due = new DueWrites();
      int size = 0;
      for (Step step = first; step != null && size < AT_ONCE; step = step.next()) {
        taken.add(step);
        last = step;
        size += step.size();
        lane.offer(step, due);
      }
      due.write();
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not pass new messages of the log to some sessions", e);
    } finally {
      taken.forEach(tail::taken);
    }
    return last;
  }

  private void rest() throws InterruptedException {
    Duration rest = pace.rest();
    while (!rest.isZero() && tail.rest(rest)) {
      rest = pace.rest();
    }
  }
}
