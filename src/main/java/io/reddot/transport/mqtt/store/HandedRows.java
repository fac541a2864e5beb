package io.reddot.transport.mqtt.store;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.SessionStore.Update;
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
 * Reads and writes messages in flight that groups have handed to stored sessions. A message goes
 * back to its group if the client does not acknowledge it in time, whether the client is connected
 * or not. From then on it does not belong to the session, whatever its connection stores later. If
 * the client acknowledges the message after all while no node has it, the message is settled.
 * Stateless.
 */
final class HandedRows {
  /** The maximum number of messages that one transaction gives back. */
  static final int AT_ONCE = 500;

  private HandedRows() {}

  private record Handed(String session, int packetId, long position, String share) {}

  /**
   * A message that was sent to the client.
   *
   * @param at when a group handed the message over; null: it belongs to the session permanently
   */
  private record Sent(int packetId, long position, @Nullable Instant at) {}

  /** Changes the messages in flight of a session. */
  static void save(Transaction transaction, String session, Update update) throws SQLException {
    if (update.put().stream().allMatch(one -> one.share() == null)) { // nearly always the case
      InFlightRows.remove(transaction, session, update.removed());
      InFlightRows.put(transaction, session, update.put(), Map.of());
      return;
    }
    Map<Integer, Sent> present = present(transaction, session);
    InFlightRows.remove(transaction, session, update.removed());
    Map<Integer, Instant> handed = new HashMap<>();
    for (Sent one : present.values()) {
      if (one.at != null) {
        handed.put(one.packetId, one.at);
      }
    }
    InFlightRows.put(transaction, session, remaining(transaction, update, present), handed);
  }

  /** Returns what was sent to the session's client, by packet id. */
  private static Map<Integer, Sent> present(Transaction transaction, String session)
      throws SQLException {
    Map<Integer, Sent> present = new HashMap<>();
    transaction
        .sql()
        .list(
            "SELECT packet_id, position, handed_at FROM in_flight"
                + " WHERE session = ? AND outgoing = 1",
            row -> new Sent(row.getInt(1), row.getLong(2), Sql.instant(row, 3)),
            session)
        .forEach(one -> present.put(one.packetId, one));
    return present;
  }

  /** Returns the messages to store, without those that have gone back to their group. */
  private static List<InFlight> remaining(
      Transaction transaction, Update update, Map<Integer, Sent> present) throws SQLException {
    Set<Long> now = new HashSet<>();
    update.handed().forEach(share -> now.add(share.position()));
    List<InFlight> remaining = new ArrayList<>();
    for (InFlight one : update.put()) {
      String share = one.share();
      Sent before = present.get(one.packetId());
      if (share == null || now.contains(one.position())) {
        remaining.add(one);
      } else if (before != null && before.position == one.position()) {
        remaining.add(before.at == null ? withoutGroup(one) : one);
      } else if (one.released()) {
        remaining.add(one); // the client has it, so its exchange must be completed
        ShareRows.settle(transaction, GroupRows.name(share), "", List.of(one.position()));
      }
    }
    return remaining;
  }

  private static InFlight withoutGroup(InFlight one) {
    return new InFlight(
        one.out(), one.packetId(), one.position(), one.messageId(), one.released(), one.kind());
  }

  /** As {@link ShareStore#overdue}. */
  static boolean overdue(Sql sql, Instant handedBefore) throws SQLException {
    return sql.exists("SELECT 1 FROM in_flight WHERE handed_at <= ? LIMIT 1", handedBefore);
  }

  /** As {@link ShareStore#giveBack}. */
  static int giveBack(Transaction transaction, Instant handedBefore) throws SQLException {
    Sql sql = transaction.sql();
    List<Handed> overdue =
        sql.list(
            "SELECT session, packet_id, position, share FROM in_flight WHERE handed_at <= ?"
                + " ORDER BY handed_at, session, packet_id LIMIT "
                + AT_ONCE,
            row -> new Handed(row.getString(1), row.getInt(2), row.getLong(3), row.getString(4)),
            handedBefore);
    for (Handed one : overdue) {
      if (sql.exists("SELECT 1 FROM share_group WHERE name = ?", one.share)) {
        giveBack(sql, one);
      } else {
        keep(sql, one);
      }
    }
    return overdue.size();
  }

  private static void giveBack(Sql sql, Handed one) throws SQLException {
    sql.update(
        "INSERT INTO share_message (name, position, node) VALUES (?,?,'') ON CONFLICT DO NOTHING",
        one.share,
        one.position);
    sql.update(
        "DELETE FROM in_flight WHERE session = ? AND outgoing = 1 AND packet_id = ?",
        one.session,
        one.packetId);
  }

  /** Leaves the message to the session, because its group has ended. */
  private static void keep(Sql sql, Handed one) throws SQLException {
    sql.update(
        "UPDATE in_flight SET handed_at = NULL, share = NULL"
            + " WHERE session = ? AND outgoing = 1 AND packet_id = ?",
        one.session,
        one.packetId);
  }
}
