package io.reddot.ops;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether this node publishes its samples: only while an operator watches, so that an idle
 * system writes nothing.
 *
 * <p>A node with a subscribed session of its own publishes samples that say {@code "watched":true}.
 * Another node that has read such a sample within the last {@link #MEMORY} publishes, too, but says
 * {@code "watched":false}. Therefore a sample of a node that is not watched itself wakes no further
 * node, and all nodes stop soon after the last operator has left. Not thread-safe: one thread uses
 * it.
 */
final class Watch {
  static final Duration MEMORY = Duration.ofSeconds(5);

  /**
   * A sample of some node.
   *
   * @param run a random id of the process, because two nodes may have the same name
   * @param watched whether a session of that node is subscribed
   */
  record Heard(String run, boolean watched) {}

  private final String self;
  private final LongSupplier head;
  private final LongFunction<List<Heard>> read;
  private final LongSupplier nanos;

  /** The position up to which samples were read. */
  private long position;

  private @Nullable Long wokenAt;

  /**
   * @param self the id of this process
   * @param head returns the position of the log's end
   * @param read reads the samples after a position
   * @param nanos a clock that is never set, as {@link System#nanoTime}
   */
  Watch(String self, LongSupplier head, LongFunction<List<Heard>> read, LongSupplier nanos) {
    this.self = self;
    this.head = head;
    this.read = read;
    this.nanos = nanos;
    this.position = head.getAsLong();
  }

  /**
   * Reads what other nodes have published since the last call; nothing if the log has not grown.
   */
  void look() {
    long end = head.getAsLong();
    if (end > position) {
      List<Heard> all = read.apply(position);
      position = end;
      if (all.stream().anyMatch(heard -> heard.watched && !heard.run.equals(self))) {
        wokenAt = nanos.getAsLong();
      }
    }
  }

  /** Whether another node is watched. */
  boolean woken() {
    return wokenAt != null && nanos.getAsLong() - wokenAt <= MEMORY.toNanos();
  }
}
