package io.reddot.presence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The number of readers of a message over time. Stateless. */
final class ReadCurve {
  /** The largest number of points. */
  static final int POINTS = 60;

  private ReadCurve() {}

  /** A point of the curve: so many users had read the message then. */
  record Point(Instant at, int read) {}

  /**
   * Returns a curve that begins with nobody at the message, and ends at the last reader. Between
   * them it leaves out points at equal distances, if there are too many.
   *
   * @param times when each of the readers read it
   */
  static List<Point> of(Instant begin, Collection<Instant> times) {
    List<Point> steps = new ArrayList<>();
    steps.add(new Point(begin, 0));
    int read = 0;
    for (Instant at : times.stream().sorted().toList()) {
      Point last = steps.get(steps.size() - 1);
      read++;
      if (last.at().equals(at)) {
        steps.remove(steps.size() - 1); // several at once are one step
      }
      steps.add(new Point(at, read));
    }
    if (steps.size() <= POINTS) {
      return steps;
    }
    List<Point> some = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      some.add(steps.get((int) ((long) i * (steps.size() - 1) / (POINTS - 1))));
    }
    return some;
  }
}
