package io.reddot.transport.mqtt.store;

import io.reddot.log.SessionStore.InFlight;
import io.reddot.log.SessionStore.Update;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What groups have handed to stored sessions, among what these have in flight. It goes back to the
 * group if the client has not acknowledged it in time, be it connected or not. Then the session has
 * it no more, whatever its connection says later; but one that acknowledges it at last, while it is
 * nobody's, has done the work.
 */
final class HandedRows {
  /** Bounds a transaction. */
  static final int AT_ONCE = 500;

  private HandedRows() {}

  private record Handed(String session, int packetId, long position, String share) {}

  /**
   * A row that there is.
   *
   * @param at when a group has handed it; null: it is the session's for good
   */
  private record Row(long position, @Nullable Long at) {}

  /** Changes what a session has in flight. */
  static void save(Transaction transaction, String session, Update update) throws SQLException {
    if (update.put().stream().allMatch(one -> one.share() == null)) { // as nearly always
      InFlightRows.remove(transaction, session, update.removed());
      InFlightRows.put(transaction, session, update.put(), Map.of());
      return;
    }
    Map<Integer, Row> there = there(transaction, session);
    InFlightRows.remove(transaction, session, update.removed());
    Map<Integer, Long> handed = new HashMap<>();
    there.forEach(
        (packetId, row) -> {
          if (row.at != null) {
            handed.put(packetId, row.at);
          }
        });
    InFlightRows.put(transaction, session, still(transaction, update, there), handed);
  }

  /** What was sent to the session's client, by packet id. */
  private static Map<Integer, Row> there(Transaction transaction, String session)
      throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT packet_id, position, handed_at FROM in_flight"
                + " WHERE session = ? AND outgoing = 1");
    select.setString(1, session);
    Map<Integer, Row> there = new HashMap<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        long at = rows.getLong(3);
        there.put(rows.getInt(1), new Row(rows.getLong(2), rows.wasNull() ? null : at));
      }
    }
    return there;
  }

  /** Without what has gone back to its group meanwhile. */
  private static List<InFlight> still(
      Transaction transaction, Update update, Map<Integer, Row> there) throws SQLException {
    Set<Long> now = new HashSet<>();
    update.handed().forEach(share -> now.add(share.position()));
    List<InFlight> still = new ArrayList<>();
    for (InFlight one : update.put()) {
      String share = one.share();
      Row row = there.get(one.packetId());
      if (share == null || now.contains(one.position())) {
        still.add(one);
      } else if (row != null && row.position == one.position()) {
        still.add(row.at == null ? withoutGroup(one) : one);
      } else if (one.released()) {
        still.add(one); // so that it can be completed
        ShareRows.settle(transaction, ShareRows.name(share), "", List.of(one.position()));
      }
    }
    return still;
  }

  private static InFlight withoutGroup(InFlight one) {
    return new InFlight(
        one.out(), one.packetId(), one.position(), one.messageId(), one.released(), one.kind());
  }

  static boolean overdue(Connection connection, Instant handedBefore) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM in_flight WHERE handed_at <= ? LIMIT 1")) {
      Rows.setInstant(select, 1, handedBefore);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** As {@link ShareStore#giveBack}. */
  static int giveBack(Transaction transaction, Instant handedBefore) throws SQLException {
    List<Handed> overdue = new ArrayList<>();
    PreparedStatement select =
        transaction.statement(
            "SELECT session, packet_id, position, share FROM in_flight WHERE handed_at <= ?"
                + " ORDER BY handed_at, session, packet_id LIMIT "
                + AT_ONCE);
    Rows.setInstant(select, 1, handedBefore);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        overdue.add(
            new Handed(rows.getString(1), rows.getInt(2), rows.getLong(3), rows.getString(4)));
      }
    }
    for (Handed one : overdue) {
      if (stands(transaction, one.share())) {
        giveBack(transaction, one);
      } else {
        keep(transaction, one);
      }
    }
    return overdue.size();
  }

  private static boolean stands(Transaction transaction, String name) throws SQLException {
    PreparedStatement select = transaction.statement("SELECT 1 FROM share_group WHERE name = ?");
    select.setString(1, name);
    try (ResultSet row = select.executeQuery()) {
      return row.next();
    }
  }

  private static void giveBack(Transaction transaction, Handed one) throws SQLException {
    PreparedStatement insert =
        transaction.statement(
            "INSERT INTO share_message (name, position, node) VALUES (?,?,'')"
                + " ON CONFLICT DO NOTHING");
    insert.setString(1, one.share());
    insert.setLong(2, one.position());
    insert.executeUpdate();
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM in_flight WHERE session = ? AND outgoing = 1 AND packet_id = ?");
    delete.setString(1, one.session());
    delete.setInt(2, one.packetId());
    delete.executeUpdate();
  }

  /** The group has ended: nobody else could do it. */
  private static void keep(Transaction transaction, Handed one) throws SQLException {
    PreparedStatement keep =
        transaction.statement(
            "UPDATE in_flight SET handed_at = NULL, share = NULL"
                + " WHERE session = ? AND outgoing = 1 AND packet_id = ?");
    keep.setString(1, one.session());
    keep.setInt(2, one.packetId());
    keep.executeUpdate();
  }
}
