package io.reddot.hub;

import java.util.Arrays;
import java.util.List;

/** Fans out by hand, step by step, to each lane in turn. For one thread. */
public final class HandPump {
  private final List<Lane> lanes;
  private final SharedTail tail;

  /** The last step that each lane has taken. */
  private final Step[] places;

  public HandPump(SessionRegistry registry) {
    this.lanes = registry.fanOut().lanes();
    this.tail = registry.fanOut().openTail();
    this.places = new Step[lanes.size()];
    Arrays.fill(places, tail.place());
  }

  /** Returns the position up to which all lanes have taken the tail. */
  public long position() {
    return Arrays.stream(places).mapToLong(step -> step.batch().through()).min().orElseThrow();
  }

  /** Waits for the next step and offers it to all lanes. */
  public void pump() throws InterruptedException {
    for (int lane = 0; lane < places.length; lane++) {
      offer(lane, read(lane));
    }
  }

  /** Waits for the next step of a lane. */
  Step read(int lane) throws InterruptedException {
    return tail.next(places[lane]);
  }

  void offer(int lane, Step step) {
    DueWrites due = new DueWrites();
    lanes.get(lane).offer(step, due);
    due.write();
    tail.taken(step);
    places[lane] = step;
  }

  public void close() {
    tail.close();
  }
}
