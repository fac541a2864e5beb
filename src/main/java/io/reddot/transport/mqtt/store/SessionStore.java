package io.reddot.transport.mqtt.store;

import io.reddot.log.Sql;
import io.reddot.log.Transactions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that outlive their connection and their node. A session is a stored cursor together with
 * the messages in flight, to and from the client.
 *
 * <p>A session's key is the user's name, a slash, and the client's identifier. {@link
 * SessionBounds} limit the sessions of a user and their state. A key without a slash belongs to the
 * server itself and has no limits.
 *
 * <p>Only the connection that opened a session last may change it. Each opening gets an epoch
 * greater than all earlier ones of any session, and each change carries it: a connection with an
 * older epoch has lost the session. All methods treat an expired session as nonexistent, even if
 * retention has not deleted it yet; its connection extends the expiry in time.
 *
 * <p>Changes are committed in the order in which they were requested, among themselves and with
 * {@link io.reddot.log.MessageLog#append}; each one is done completely or not at all. They fail as
 * an append does: with a {@link io.reddot.message.Problem} (503) if the log is closed or too many
 * changes wait to be committed, with another exception if the database failed. Results are
 * delivered after the commit, on a thread that must not be blocked. Thread-safe.
 */
public final class SessionStore {
  private static final int KEYS_A_QUERY = 500;

  private final Transactions transactions;
  private final InstantSource clock;
  private final SessionBounds bounds;

  public SessionStore(Transactions transactions, InstantSource clock, SessionBounds bounds) {
    this.transactions = transactions;
    this.clock = clock;
    this.bounds = bounds;
  }

  /**
   * Opens the session {@code key} for a new connection. Earlier connections can no longer change
   * it.
   *
   * <p>Fails with a {@link io.reddot.message.Problem} (429), with nothing changed, if the session
   * is new and its user has too many already.
   *
   * @param fresh whether to discard the earlier state
   * @param expiresAt when the session expires; never if the time is too late to count in
   *     milliseconds
   */
  public CompletionStage<StoredSession> open(String key, boolean fresh, Instant expiresAt) {
    return transactions.change(
        2,
        key.length() + 64,
        transaction -> {
          StoredSession found = fresh ? null : SessionRows.find(transaction, key);
          return SessionRows.open(transaction, bounds, key, found, expiresAt);
        });
  }

  /**
   * Opens the session as {@link #open(String, boolean, Instant)} does and, in the same transaction,
   * decides about wills as {@link WillStore#open} does.
   *
   * <p>Also fails with a {@link io.reddot.message.Problem} (429), with nothing changed, if the will
   * exceeds the quota of its owner.
   *
   * @param will null: the new connection has none
   */
  public CompletionStage<Opened> open(
      String key,
      boolean fresh,
      Instant expiresAt,
      WillStore.@Nullable Will will,
      WillBounds wills) {
    return transactions.change(
        6,
        key.length() + 64 + (will == null ? 0 : will.size()),
        transaction -> {
          StoredSession found = fresh ? null : SessionRows.find(transaction, key);
          boolean resumed = found != null;
          if (will != null) {
            WillRows.checkRoom(transaction, key, resumed, will, wills);
          }
          StoredSession opened = SessionRows.open(transaction, bounds, key, found, expiresAt);
          return new Opened(opened, WillRows.begin(transaction, key, resumed, will));
        });
  }

  /**
   * Changes a session. If the state {@linkplain Update#grown grows}, this fails with a {@link
   * io.reddot.message.Problem} (429), with nothing changed, if the sessions of the user have no
   * room for it.
   *
   * @return false, with nothing changed, if a later connection has opened the session, it no longer
   *     exists, or the node does not have a message that it hands to the session
   */
  public CompletionStage<Boolean> save(String key, long epoch, Update update) {
    String state = update.state();
    int inFlight = update.put().size() + update.removed().size() + update.handed().size();
    return transactions.change(
        1 + inFlight,
        key.length() + (state == null ? 0 : state.length()) + 64 * (1 + inFlight),
        transaction -> {
          if (!ShareRows.hold(transaction, update.handed())) {
            return false;
          }
          if (state != null && update.grown()) {
            SessionUse.checkState(transaction, bounds, key, state);
          }
          if (!SessionRows.change(transaction, key, epoch, update)) {
            return false;
          }
          ShareRows.remove(transaction, update.handed());
          HandedRows.save(transaction, key, update);
          return true;
        });
  }

  /**
   * Deletes a session.
   *
   * @return false, with nothing changed, if a later connection has opened it, or it no longer
   *     exists
   */
  public CompletionStage<Boolean> delete(String key, long epoch) {
    return transactions.change(
        2,
        key.length() + 64,
        transaction -> {
          boolean held = SessionRows.holds(transaction, key, epoch);
          if (held) {
            SessionRows.forget(transaction, key);
          }
          return held;
        });
  }

  /**
   * Returns the sessions that a later connection has opened, maybe on another node, or that no
   * longer exist.
   *
   * @param epochs the epochs of the sessions to check, by key
   */
  public Set<String> lost(Map<String, Long> epochs) {
    Map<String, Long> asked = Map.copyOf(epochs); // the caller may change its map meanwhile
    Set<String> lost = new HashSet<>(asked.keySet());
    List<String> keys = List.copyOf(asked.keySet());
    for (int from = 0; from < keys.size(); from += KEYS_A_QUERY) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + KEYS_A_QUERY));
      present(some)
          .forEach(
              (key, epoch) -> {
                if (epoch.equals(asked.get(key))) {
                  lost.remove(key);
                }
              });
    }
    return lost;
  }

  /** Returns the epochs of those sessions that exist, by key. */
  private Map<String, Long> present(List<String> keys) {
    List<Object> values = new ArrayList<>();
    values.add(clock.instant());
    values.addAll(keys);
    return transactions.read(
        sql -> {
          Map<String, Long> epochs = new HashMap<>();
          sql.list(
                  "SELECT key, epoch FROM session WHERE expires_at > ? AND key IN "
                      + Sql.placeholders(keys.size()),
                  row -> Map.entry(row.getString(1), row.getLong(2)),
                  values.toArray())
              .forEach(one -> epochs.put(one.getKey(), one.getValue()));
          return epochs;
        });
  }

  public boolean exists(String key) {
    return !present(List.of(key)).isEmpty();
  }

  /**
   * A session as its new connection finds it. Both positions of a fresh session are the log's head
   * when it was opened, so all messages that are appended later come after them.
   *
   * @param epoch the epoch that each change must carry
   * @param resumed whether the session existed before
   * @param state text that only the session's connection interprets; empty for a fresh session
   * @param inFlight in the order in which they were put
   */
  public record StoredSession(
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
   * @param will the will's number; 0: none
   */
  public record Opened(StoredSession session, long will) {}

  /**
   * Changes to a session; null leaves a value unchanged. Removals are applied before additions.
   *
   * @param put messages to store; each replaces the one with the same packet id and direction, in
   *     its place
   * @param removed messages to delete, identified by direction and packet id
   * @param handed messages that the node has taken for groups and that belong to the session from
   *     now on; if the node no longer has one of them, nothing is changed
   * @param grown whether the state is longer because the client asks for more, which a quota may
   *     refuse
   */
  public record Update(
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

    /** Creates an update in which the state does not grow. */
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

    /** Creates an update that hands over no messages of groups. */
    public Update(
        @Nullable Long position,
        @Nullable Long exactPosition,
        @Nullable String state,
        @Nullable Instant expiresAt,
        List<InFlight> put,
        List<InFlight> removed) {
      this(position, exactPosition, state, expiresAt, put, removed, List.of());
    }

    /** Returns an update of messages in flight only. */
    public static Update of(List<InFlight> put, List<InFlight> removed) {
      return new Update(null, null, null, null, put, removed);
    }
  }

  /**
   * A message that was sent and is not completely acknowledged.
   *
   * @param out whether it was sent to the client; otherwise the client sent it
   * @param position identifies the message, if it was sent to the client
   * @param messageId identifies the message, if the client sent it
   * @param released whether the first half of the acknowledgement has happened (PUBREC or PUBREL)
   * @param kind text that only the session's connection interprets
   * @param share the group that handed the message over; null: none. The message goes back to the
   *     group if it is not acknowledged in time; from then on it is not in flight, and can be
   *     stored again only if it was released
   */
  public record InFlight(
      boolean out,
      int packetId,
      long position,
      @Nullable String messageId,
      boolean released,
      @Nullable String kind,
      @Nullable String share) {
    /** Creates a message that belongs to no group. */
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
