package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.store.SessionStore;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.SessionStore.Update;
import io.reddot.transport.mqtt.store.ShareStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stores the state of a session that outlives its connection; does nothing for other sessions.
 * Changes are committed in the order of the calls. Confined to its line.
 */
final class DurableSession {
  /** The minimum time that a client has to resume its session after its node was killed. */
  private static final Duration GRACE = Duration.ofHours(1);

  private final SessionStore store;
  private final InstantSource clock;
  private final String key;

  /** 0: the session is not stored. */
  private final long epoch;

  private Duration expiry;

  /**
   * @param epoch the epoch of the connection; 0: the session ends with the connection
   */
  DurableSession(SessionStore store, InstantSource clock, String key, long epoch, Duration expiry) {
    this.store = store;
    this.clock = clock;
    this.key = key;
    this.epoch = epoch;
    this.expiry = expiry;
  }

  boolean isStored() {
    return epoch > 0;
  }

  Duration expiry() {
    return expiry;
  }

  void expireAfter(Duration newExpiry) {
    expiry = newExpiry;
  }

  /** Returns when a connected session expires if its node dies now. */
  static Instant whileConnected(Duration expiry, Instant now) {
    return now.plus(expiry.compareTo(GRACE) > 0 ? expiry : GRACE);
  }

  /** Stores the client's position, and postpones the expiry. */
  CompletionStage<Boolean> progress(long position) {
    return save(
        new Update(
            position, null, null, whileConnected(expiry, clock.instant()), List.of(), List.of()));
  }

  /**
   * @param grown whether the client asks for more subscriptions; fails (429) if they exceed a quota
   */
  CompletionStage<Boolean> subscriptions(String state, @Nullable Long position, boolean grown) {
    return save(
        new Update(position, position, state, null, List.of(), List.of(), List.of(), grown));
  }

  /** Stores messages in flight. */
  CompletionStage<Boolean> put(List<InFlight> inFlight) {
    return put(inFlight, null, List.of());
  }

  /**
   * Stores messages in flight before they are sent.
   *
   * @param handed messages of groups, which belong to the session after the commit
   */
  CompletionStage<Boolean> put(
      List<InFlight> inFlight, @Nullable Long exactPosition, List<ShareStore.Share> handed) {
    return save(new Update(null, exactPosition, null, null, inFlight, List.of(), handed));
  }

  CompletionStage<Boolean> remove(InFlight landed) {
    return save(new Update(null, null, null, null, List.of(), List.of(landed)));
  }

  /**
   * Stores the state when the connection has ended; the session's expiry begins.
   *
   * @param inFlight everything in flight to the client, which is stored again to keep its order
   */
  void leave(long position, String state, List<InFlight> inFlight) {
    if (!isStored()) {
      return;
    }
    if (expiry.isZero()) {
      CompletionStage<Boolean> unused = store.delete(key, epoch);
    } else {
      CompletionStage<Boolean> unused =
          save(new Update(position, null, state, clock.instant().plus(expiry), inFlight, inFlight));
    }
  }

  private CompletionStage<Boolean> save(Update update) {
    return isStored() ? store.save(key, epoch, update) : CompletableFuture.completedFuture(true);
  }
}
