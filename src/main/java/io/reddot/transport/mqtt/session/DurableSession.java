package io.reddot.transport.mqtt.session;

import io.reddot.log.SessionStore;
import io.reddot.log.SessionStore.InFlight;
import io.reddot.log.SessionStore.Update;
import io.reddot.log.ShareStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What of a session outlives its connection; of one that does not, nothing. Changes are committed
 * in the order in which they were asked for. For its line.
 */
final class DurableSession {
  /** Of a session whose node was killed: its client gets this long to come back, at least. */
  private static final Duration GRACE = Duration.ofHours(1);

  private final SessionStore store;
  private final InstantSource clock;
  private final String key;

  /** 0: nothing is stored. */
  private final long epoch;

  private Duration expiry;

  /**
   * @param epoch of the connection; 0: the session ends with it
   */
  DurableSession(SessionStore store, InstantSource clock, String key, long epoch, Duration expiry) {
    this.store = store;
    this.clock = clock;
    this.key = key;
    this.epoch = epoch;
    this.expiry = expiry;
  }

  boolean kept() {
    return epoch > 0;
  }

  Duration expiry() {
    return expiry;
  }

  void expireAfter(Duration newExpiry) {
    expiry = newExpiry;
  }

  /** Until when a session stands that is connected. */
  static Instant whileConnected(Duration expiry, Instant now) {
    return now.plus(expiry.compareTo(GRACE) > 0 ? expiry : GRACE);
  }

  /** What the client has taken meanwhile; the session stands on. */
  CompletionStage<Boolean> progress(long position) {
    return save(
        new Update(
            position, null, null, whileConnected(expiry, clock.instant()), List.of(), List.of()));
  }

  /**
   * @param grown whether the client asks for more, which is refused (429) if there is no room
   */
  CompletionStage<Boolean> subscriptions(String state, @Nullable Long position, boolean grown) {
    return save(
        new Update(position, position, state, null, List.of(), List.of(), List.of(), grown));
  }

  /** Remembers what is in flight. */
  CompletionStage<Boolean> put(List<InFlight> inFlight) {
    return put(inFlight, null, List.of());
  }

  /**
   * Remembers what is in flight before it flies.
   *
   * @param handed what of it was taken for groups, which have it no more
   */
  CompletionStage<Boolean> put(
      List<InFlight> inFlight, @Nullable Long exactPosition, List<ShareStore.Share> handed) {
    return save(new Update(null, exactPosition, null, null, inFlight, List.of(), handed));
  }

  CompletionStage<Boolean> remove(InFlight landed) {
    return save(new Update(null, null, null, null, List.of(), List.of(landed)));
  }

  /**
   * The connection has ended: the session stands until it expires.
   *
   * @param inFlight to the client, all of it: it is stored anew, so that its order is
   */
  void leave(long position, String state, List<InFlight> inFlight) {
    if (!kept()) {
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
    return kept() ? store.save(key, epoch, update) : CompletableFuture.completedFuture(true);
  }
}
