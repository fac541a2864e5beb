package io.reddot.hub;

import io.reddot.message.LogFields;
import io.reddot.message.Message;
import io.reddot.metrics.Count;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
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
  private final Count busy;

  /** The last step that the lane has taken; for the thread that runs this. */
  private Step place;

  /**
   * @param place the place in the tail at which the lane starts
   * @param number the number of the lane, counted from 0
   */
  Pump(SharedTail tail, Step place, Lane lane, Pace pace, int number) {
    this.busy = HubMetrics.LANE_BUSY.of(Integer.toString(number));
    this.tail = tail;
    this.place = place;
    this.lane = lane;
    this.pace = pace;
  }

  @Override
  public void run() {
    try {
      for (Step next = tail.next(place); next != null; next = tail.next(place)) {
        pace.begin();
        long began = System.nanoTime();
        place = pass(next);
        busy.addNanos(System.nanoTime() - began);
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
        pace.commits(step.batch().commits());
        lane.offer(step, due);
      }
      due.write();
      observe(last);
    } catch (RuntimeException | Error e) {
      LOGGER.log(
          Level.ERROR,
          "could not pass new messages of the log to some sessions; they are told to reconnect",
          e);
      lane.sessions().forEach(Pump::end);
    } finally {
      taken.forEach(tail::taken);
    }
    return last;
  }

  private static void observe(Step written) {
    List<Message> messages = written.batch().messages();
    if (!messages.isEmpty()) {
      long at = messages.get(messages.size() - 1).at().toEpochMilli();
      HubMetrics.FAN_OUT.observe(Math.max(0, System.currentTimeMillis() - at) / 1e3);
    }
  }

  /** Ends a session that may have missed a message; it reconnects, and reads it from the log. */
  private static void end(Session session) {
    try {
      session.goodbye(Goodbye.FAILED);
    } catch (RuntimeException | Error e) {
      LogFields.user(session.user())
          .session(session.id())
          .log(LOGGER, Level.ERROR, "could not end session " + session.id(), e);
    }
  }

  private void rest() throws InterruptedException {
    Duration rest = pace.rest();
    while (!rest.isZero() && tail.rest(rest)) {
      rest = pace.rest();
    }
  }
}
