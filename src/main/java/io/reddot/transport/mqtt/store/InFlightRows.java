package io.reddot.transport.mqtt.store;

import io.reddot.log.SessionStore.InFlight;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is in flight, as rows and back. */
final class InFlightRows {
  private InFlightRows() {}

  static List<InFlight> read(Transaction transaction, String session) throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT outgoing, packet_id, position, message_id, released, kind, share FROM in_flight"
                + " WHERE session = ? ORDER BY number");
    select.setString(1, session);
    List<InFlight> inFlight = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        inFlight.add(
            new InFlight(
                rows.getLong(1) == 1,
                rows.getInt(2),
                rows.getLong(3),
                rows.getString(4),
                rows.getLong(5) == 1,
                rows.getString(6),
                rows.getString(7)));
      }
    }
    return inFlight;
  }

  /**
   * One that is there already keeps its number, and with it its place.
   *
   * @param handed when groups have handed them, by packet id; others were just now
   */
  static void put(
      Transaction transaction, String session, List<InFlight> all, Map<Integer, Long> handed)
      throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    PreparedStatement put =
        transaction.statement(
            "INSERT INTO in_flight"
                + " (session, outgoing, packet_id, number, position, message_id, released, kind,"
                + " share, handed_at)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (session, outgoing, packet_id)"
                + " DO UPDATE SET position = excluded.position, message_id = excluded.message_id,"
                + " released = excluded.released, kind = excluded.kind, share = excluded.share,"
                + " handed_at = excluded.handed_at");
    for (InFlight one : lastOfEach(all)) {
      put.setString(1, session);
      put.setLong(2, one.out() ? 1 : 0);
      put.setLong(3, one.packetId());
      put.setLong(4, transaction.next());
      put.setLong(5, one.position());
      put.setString(6, one.messageId());
      put.setLong(7, one.released() ? 1 : 0);
      put.setString(8, one.kind());
      String share = one.share();
      boolean waits = share != null && !one.released();
      long now = transaction.now().toEpochMilli();
      put.setString(9, share == null ? null : ShareRows.name(share));
      Rows.setLong(put, 10, waits ? handed.getOrDefault(one.packetId(), now) : null);
      put.addBatch();
    }
    put.executeBatch();
  }

  /** A batch becomes one statement on PostgreSQL, which must not touch a row twice. */
  private static List<InFlight> lastOfEach(List<InFlight> all) {
    record Key(boolean out, int packetId) {}
    Map<Key, InFlight> last = new LinkedHashMap<>();
    all.forEach(one -> last.put(new Key(one.out(), one.packetId()), one));
    return List.copyOf(last.values());
  }

  static void remove(Transaction transaction, String session, List<InFlight> all)
      throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    PreparedStatement remove =
        transaction.statement(
            "DELETE FROM in_flight WHERE session = ? AND outgoing = ? AND packet_id = ?");
    for (InFlight one : all) {
      remove.setString(1, session);
      remove.setLong(2, one.out() ? 1 : 0);
      remove.setLong(3, one.packetId());
      remove.addBatch();
    }
    remove.executeBatch();
  }
}
