package io.reddot.transport.mqtt.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that outlive their connection, and the node that they were on: a stored cursor, and what
 * is on its way to and from the client.
 *
 * <p>A session's key is its user's name, a slash, and what the user calls it. A user has so many
 * sessions, and so much of state in all of them, as {@link Bounds} say; whoever has no slash in its
 * key is the house itself, and is not counted.
 *
 * <p>The right to change a session is with the connection that opened it last. Each opening gets an
 * epoch that is greater than all before it, of whatever session, and changes carry it: who comes
 * with an older one has lost the session. A session past its expiry is none, for every method,
 * whether it was swept away already or not; who holds one puts its expiry off in time.
 *
 * <p>Changes are committed in the order in which they were asked for, among themselves and with
 * {@link MessageLog#append}, and answered after the commit; each is done whole or not at all. They
 * fail as an append does: with a {@link io.reddot.message.Problem} (503) when the log is closed,
 * the database failed, or more is waiting than memory is meant for. Answers come on a thread that
 * must not be held up.
 *
 * <p>Thread-safe.
 */
public interface SessionStore {

  /**
   * Opens the session {@code key} for a new connection, which ends the right of all earlier ones to
   * change it.
   *
   * <p>It fails with a {@link io.reddot.message.Problem} (429), with nothing changed, if there is
   * none and its user has as many as it may.
   *
   * @param fresh whatever there was is forgotten
   * @param expiresAt anything too far away to count in milliseconds means never
   */
  CompletionStage<StoredSession> open(String key, boolean fresh, Instant expiresAt);

  /**
   * Opens the session as {@link #open(String, boolean, Instant)} does and, in the same transaction,
   * decides about wills as {@link WillStore#open} does.
   *
   * <p>It fails with a {@link io.reddot.message.Problem} (429), with nothing changed, also if the
   * owner of the will has too many of them or too much in them.
   *
   * @param will null: the new connection has none
   */
  CompletionStage<Opened> open(
      String key,
      boolean fresh,
      Instant expiresAt,
      WillStore.@Nullable Will will,
      WillStore.Bounds bounds);

  /**
   * Changes it. If the state {@linkplain Update#grown grows}, that fails with a {@link
   * io.reddot.message.Problem} (429), with nothing changed, where its user's sessions have no room
   * for it.
   *
   * @return false, with nothing changed, if a later connection has opened it or it is gone, or what
   *     is handed to it is not its node's to hand
   */
  CompletionStage<Boolean> save(String key, long epoch, Update update);

  /**
   * Forgets it.
   *
   * @return false, with nothing changed, if a later connection has opened it or it is gone
   */
  CompletionStage<Boolean> delete(String key, long epoch);

  /**
   * Which of these were opened by a later connection, maybe on another node, or are gone.
   *
   * @param epochs by key
   */
  Set<String> lost(Map<String, Long> epochs);

  /** Whether there is such a session. */
  boolean exists(String key);

  /**
   * A session as its new connection finds it. A fresh one stands, with both positions, at the log's
   * end as it is when the session is opened: what is appended later is after it.
   *
   * @param epoch goes with each change
   * @param resumed whether it was there before
   * @param state only its transport reads it; empty when fresh
   * @param inFlight in the order in which they were put
   */
  record StoredSession(
      String key,
      long epoch,
      boolean resumed,
      long position,
      long exactPosition,
      String state,
      List<InFlight> inFlight) {}

  /**
   * A session that was opened together with the will of its connection.
   *
   * @param will the will's number; 0: there is none
   */
  record Opened(StoredSession session, long will) {}

  /**
   * What changes; null leaves as is. Removals are applied before additions.
   *
   * @param put replaces what has the same packet id in the same direction, in its place
   * @param removed of these only direction and packet id count
   * @param handed what its node has taken for groups and is the session's from now on; if the node
   *     has one of them no more, nothing is changed
   * @param grown whether the state is longer because its client asks for more, which may be refused
   */
  record Update(
      @Nullable Long position,
      @Nullable Long exactPosition,
      @Nullable String state,
      @Nullable Instant expiresAt,
      List<InFlight> put,
      List<InFlight> removed,
      List<ShareStore.Share> handed,
      boolean grown) {
    public Update {
      put = List.copyOf(put);
      removed = List.copyOf(removed);
      handed = List.copyOf(handed);
    }

    /** The state does not grow. */
    public Update(
        @Nullable Long position,
        @Nullable Long exactPosition,
        @Nullable String state,
        @Nullable Instant expiresAt,
        List<InFlight> put,
        List<InFlight> removed,
        List<ShareStore.Share> handed) {
      this(position, exactPosition, state, expiresAt, put, removed, handed, false);
    }

    /** Nothing that was a group's is the session's by it. */
    public Update(
        @Nullable Long position,
        @Nullable Long exactPosition,
        @Nullable String state,
        @Nullable Instant expiresAt,
        List<InFlight> put,
        List<InFlight> removed) {
      this(position, exactPosition, state, expiresAt, put, removed, List.of());
    }

    /** Only what is in flight changes. */
    public static Update of(List<InFlight> put, List<InFlight> removed) {
      return new Update(null, null, null, null, put, removed);
    }
  }

  /**
   * A message that was sent and is not acknowledged in full.
   *
   * @param out whether it was sent to the client; else it was received from it
   * @param position names the message, if it was sent to the client
   * @param messageId names the message, if it was received from the client
   * @param released whether the first half of its acknowledgement has happened (PUBREC, PUBREL)
   * @param kind whatever the transport wants to remember of it
   * @param share the group that it was handed by, which it goes back to if it is not acknowledged
   *     in time: then it is in flight no more, and can be put only once it is released; null: none
   */
  record InFlight(
      boolean out,
      int packetId,
      long position,
      @Nullable String messageId,
      boolean released,
      @Nullable String kind,
      @Nullable String share) {
    /** Of no group. */
    public InFlight(
        boolean out,
        int packetId,
        long position,
        @Nullable String messageId,
        boolean released,
        @Nullable String kind) {
      this(out, packetId, position, messageId, released, kind, null);
    }
  }
}
