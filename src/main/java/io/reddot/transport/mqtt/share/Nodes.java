package io.reddot.transport.mqtt.share;

import io.reddot.hub.LeaseWatch;
import io.reddot.transport.mqtt.store.ShareStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Sends and observes heartbeats between nodes. A node that has a seat in a group, or the will of a
 * connected client, increments its beat in the database every few seconds. If the beat of a node
 * does not change for {@link #SILENCE}, measured by the clock of the observing node, other nodes
 * consider it dead and take over its messages and wills. A node that was wrongly considered dead
 * learns that from its next beat. Confined to the clock's thread.
 */
public final class Nodes {
  private static final System.Logger LOGGER = System.getLogger(Nodes.class.getName());

  /** The number of ticks between two beats. */
  public static final int BEAT = 3;

  public static final Duration SILENCE = Duration.ofSeconds(12);

  private final ShareStore store;
  private final LeaseWatch watch;
  private final String id = UUID.randomUUID().toString();

  private int ticks;

  public Nodes(ShareStore store, InstantSource clock) {
    this.store = store;
    this.watch = new LeaseWatch(SILENCE, clock);
  }

  /** The id of this node. Thread-safe. */
  public String id() {
    return id;
  }

  /**
   * Called once a second.
   *
   * @param watched whether this node has messages or wills that other nodes would take over
   * @param onUnknown called on any thread if other nodes considered this node dead
   */
  public void tick(boolean watched, Runnable onUnknown) {
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
    watch
        .ended(store.beats())
        .forEach(
            (other, beat) -> {
              if (!other.equals(id)) {
                takeOver(other, beat);
              }
            });
  }

  private void takeOver(String other, long beat) {
    LOGGER.log(
        Level.INFO,
        "taking over the messages and wills of node {0}, which sent no heartbeat for {1} seconds",
        other,
        SILENCE.toSeconds());
    CompletionStage<Boolean> unused = store.gone(other, beat);
  }
}
