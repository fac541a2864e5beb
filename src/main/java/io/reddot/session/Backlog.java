package io.reddot.session;

import io.reddot.message.Topic;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes that wait for one reader, in the order of the log. A message that was added as
 * {@linkplain #addReplaceable replaceable} can be dropped in favour of a newer one of its topic,
 * which is added at the end: the order stays that of the log. Adding, dropping and removing take
 * constant time on average. Not thread-safe.
 */
public final class Backlog<E extends Envelope> {
  /** The initial capacity of a queue, instead of 16: most sessions are idle. */
  private static final int ROOM = 1;

  /** Fewer dropped envelopes than these are not worth a sweep. */
  private static final int FEW = 16;

  /** In order; it still contains some envelopes that were dropped. */
  private final ArrayDeque<E> queue = new ArrayDeque<>(ROOM);

  /** The dropped envelopes that are still in the queue; immutable until there is one. */
  private Set<Envelope> dropped = Set.of();

  /** The replaceable messages by topic, oldest first; null until there is one. */
  private @Nullable Map<Topic, ArrayDeque<E>> replaceable;

  /** Adds an envelope that is never dropped. */
  public void add(E envelope) {
    queue.add(envelope);
  }

  /** Adds a message that {@link #drop} and {@link #conflate} may drop. */
  public void addReplaceable(E message) {
    Map<Topic, ArrayDeque<E>> byTopic = replaceable;
    if (byTopic == null) {
      byTopic = new HashMap<>();
      replaceable = byTopic;
    }
    byTopic.computeIfAbsent(topic(message), topic -> new ArrayDeque<>(ROOM)).add(message);
    queue.add(message);
  }

  private static Topic topic(Envelope message) {
    return ((Envelope.OfMessage) message).message().topic();
  }

  /**
   * Drops the replaceable messages of a topic.
   *
   * @param gone receives each of them
   */
  public void drop(Topic topic, Consumer<? super E> gone) {
    ArrayDeque<E> older = replaceable == null ? null : replaceable.remove(topic);
    if (older != null) {
      older.forEach(each -> drop(each, gone));
      sweep();
    }
  }

  /** Drops all replaceable messages but the newest of each topic. */
  public void conflate(Consumer<? super E> gone) {
    if (replaceable != null) {
      for (ArrayDeque<E> ofTopic : replaceable.values()) {
        while (ofTopic.size() > 1) {
          drop(ofTopic.remove(), gone);
        }
      }
      sweep();
    }
  }

  private void drop(E envelope, Consumer<? super E> gone) {
    if (dropped.isEmpty()) {
      dropped = new HashSet<>();
    }
    dropped.add(envelope);
    gone.accept(envelope);
  }

  /** Removes dropped envelopes once they are the majority, so that memory stays bounded. */
  private void sweep() {
    if (dropped.size() > FEW && dropped.size() > queue.size() / 2) {
      queue.removeIf(dropped::contains);
      dropped = Set.of();
    }
  }

  /** Returns the number of envelopes that wait. */
  public int size() {
    return queue.size() - dropped.size();
  }

  public boolean isEmpty() {
    return queue.size() == dropped.size();
  }

  /** Returns the last envelope; null if there is none. */
  @Nullable E last() {
    return queue.peekLast(); // not dropped, because a newer one has followed any that was
  }

  /**
   * Removes and returns the first envelope.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public E remove() {
    E first = queue.remove();
    while (!dropped.isEmpty() && dropped.remove(first)) {
      first = queue.remove();
    }
    Map<Topic, ArrayDeque<E>> byTopic = replaceable;
    if (byTopic != null && first instanceof Envelope.OfMessage) {
      Topic topic = topic(first);
      ArrayDeque<E> ofTopic = byTopic.get(topic);
      if (ofTopic != null && ofTopic.peek() == first) {
        ofTopic.remove();
        if (ofTopic.isEmpty()) {
          byTopic.remove(topic);
        }
      }
    }
    return first;
  }

  void clear() {
    queue.clear();
    dropped = Set.of();
    replaceable = null;
  }
}
