package io.reddot.ops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /** The largest number of other nodes that are remembered. */
  static final int NODES = 100;

  /**
   * A sample of some node.
   *
   * @param run a random id of the process, because two nodes may have the same name
   * @param watched whether a session of that node is subscribed
   * @param at when it was made, in seconds since 1970
   * @param sessions the number of sessions of that node
   */
  record Heard(String run, String node, boolean watched, long at, long sessions) {}

  /** A sample, and when it was heard. */
  private record Entry(Heard heard, long nanos) {}

  private final String self;
  private final LongSupplier head;
  private final LongFunction<List<Heard>> read;
  private final LongSupplier nanos;
  private final Map<String, Entry> others = new TreeMap<>();

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
      long now = nanos.getAsLong();
      for (Heard heard : all) {
        if (!heard.run.equals(self)) {
          note(heard, now);
        }
      }
    }
    others.values().removeIf(entry -> !fresh(entry.nanos));
  }

  private void note(Heard heard, long now) {
    if (heard.watched) {
      wokenAt = now;
    }
    if (others.size() < NODES || others.containsKey(heard.run)) {
      others.put(heard.run, new Entry(heard, now));
    }
  }

  private boolean fresh(long heardAt) {
    return nanos.getAsLong() - heardAt <= MEMORY.toNanos();
  }

  /** Whether another node is watched. */
  boolean woken() {
    return wokenAt != null && fresh(wokenAt);
  }

  /** Returns the newest samples of other nodes. */
  List<Heard> others() {
    List<Heard> all = new ArrayList<>();
    others.values().forEach(entry -> all.add(entry.heard));
    return all;
  }
}
