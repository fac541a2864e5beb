package io.reddot.transport.mqtt;

import io.reddot.log.ShareStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Tells the other nodes that this one lives, and finds nodes that are gone. A node that has a seat
 * in a group or a will of a connected client raises its beat in the database every few seconds. A
 * node whose beat does not change for {@link #SILENCE}, by the clock of the node that watches, is
 * taken for gone: its messages and its wills are then for the others. If it lives after all, its
 * next beat tells it. For the thread of the clock.
 */
final class Nodes {
  private static final System.Logger LOGGER = System.getLogger(Nodes.class.getName());

  /** A node says that it lives, and looks which others do, once in so many ticks. */
  static final int BEAT = 3;

  static final Duration SILENCE = Duration.ofSeconds(12);

  private final ShareStore store;
  private final InstantSource clock;
  private final String id = UUID.randomUUID().toString();

  /** What other nodes have said last, and when it was heard first. */
  private final Map<String, Heard> heard = new HashMap<>();

  private int ticks;

  private record Heard(long beat, Instant at) {}

  Nodes(ShareStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The name of this node. Thread-safe. */
  String id() {
    return id;
  }

  /**
   * Looks at the clock; called once a second.
   *
   * @param watched whether this node has something that others would take over
   * @param onUnknown run, on any thread, if others do not know of it: they took this node for gone
   */
  void tick(boolean watched, Runnable onUnknown) {
    if (ticks++ % BEAT != 0) {
      return;
    }
    if (watched) {
      store
          .beat(id)
          .thenAccept(
              known -> {
                if (!known) {
                  onUnknown.run();
                }
              });
    }
    watch();
  }

  private void watch() {
    Map<String, Long> beats = store.beats();
    heard.keySet().retainAll(beats.keySet());
    Instant now = clock.instant();
    Map<String, Long> gone = new HashMap<>();
    beats.forEach(
        (other, beat) -> {
          Heard before = heard.get(other);
          if (before == null || before.beat != beat) {
            heard.put(other, new Heard(beat, now));
          } else if (!other.equals(id) && !now.isBefore(before.at.plus(SILENCE))) {
            gone.put(other, beat);
          }
        });
    gone.forEach(
        (other, beat) -> {
          LOGGER.log(Level.INFO, "a node is silent; what it had is taken over");
          CompletionStage<Boolean> unused = store.gone(other, beat);
        });
  }
}
