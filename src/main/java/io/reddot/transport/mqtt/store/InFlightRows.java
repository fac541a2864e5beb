package io.reddot.transport.mqtt.store;

import io.reddot.log.Transaction;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the messages in flight of a session. Stateless. */
final class InFlightRows {
  private InFlightRows() {}

  static List<InFlight> read(Transaction transaction, String session) throws SQLException {
    return transaction
        .sql()
        .list(
            "SELECT outgoing, packet_id, position, message_id, released, kind, share"
                + " FROM in_flight WHERE session = ? ORDER BY number",
            row ->
                new InFlight(
                    row.getLong(1) == 1,
                    row.getInt(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getLong(5) == 1,
                    row.getString(6),
                    row.getString(7)),
            session);
  }

  /**
   * Stores messages. A message that replaces another one keeps its number, and thereby its place.
   *
   * @param handed the times when groups handed over messages, by packet id; others are handed over
   *     now
   */
  static void put(
      Transaction transaction, String session, List<InFlight> all, Map<Integer, Instant> handed)
      throws SQLException {
    transaction
        .sql()
        .batch(
            "INSERT INTO in_flight"
                + " (session, outgoing, packet_id, number, position, message_id, released, kind,"
                + " share, handed_at)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (session, outgoing, packet_id)"
                + " DO UPDATE SET position = excluded.position, message_id = excluded.message_id,"
                + " released = excluded.released, kind = excluded.kind, share = excluded.share,"
                + " handed_at = excluded.handed_at",
            lastOfEach(all),
            one -> row(transaction, session, one, handed));
  }

  private static @Nullable Object[] row(
      Transaction transaction, String session, InFlight one, Map<Integer, Instant> handed) {
    String share = one.share();
    boolean waits = share != null && !one.released();
    return new @Nullable Object[] {
      session,
      one.out(),
      one.packetId(),
      transaction.next(),
      one.position(),
      one.messageId(),
      one.released(),
      one.kind(),
      share == null ? null : GroupRows.name(share),
      waits ? handed.getOrDefault(one.packetId(), transaction.now()) : null
    };
  }

  /** On PostgreSQL, a batch becomes one statement, which must not change a row twice. */
  private static List<InFlight> lastOfEach(List<InFlight> all) {
    record Key(boolean out, int packetId) {}
    Map<Key, InFlight> last = new LinkedHashMap<>();
    all.forEach(one -> last.put(new Key(one.out(), one.packetId()), one));
    return List.copyOf(last.values());
  }

  static void remove(Transaction transaction, String session, List<InFlight> all)
      throws SQLException {
    transaction
        .sql()
        .batch(
            "DELETE FROM in_flight WHERE session = ? AND outgoing = ? AND packet_id = ?",
            all,
            one -> new Object[] {session, one.out(), one.packetId()});
  }
}
