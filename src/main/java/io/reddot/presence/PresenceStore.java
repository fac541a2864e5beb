package io.reddot.presence;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.TopicFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stores the open sessions of all nodes, and the leases of the nodes. A session counts only while
 * its node has a lease. Thread-safe.
 */
public final class PresenceStore {
  /** The largest number of sessions that one call writes or deletes. */
  public static final int ROWS = 500;

  /** The approximate size of a row without its topics, in characters. */
  private static final int ROW_SIZE = 256;

  private static final String COLUMNS =
      "session, node, reader, device, transport, address, since, through_position, outbox_bytes,"
          + " connected, topics";

  private final Transactions transactions;

  public PresenceStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * A node with a lease.
   *
   * @param id a new one for each start
   * @param renewals how often its lease was renewed
   * @param sessions the number of its open sessions
   */
  record LeasedNode(String id, String name, Instant started, long renewals, long sessions) {}

  /**
   * Renews the lease of a node, or grants it one.
   *
   * @return false if it had no lease: it is new, or other nodes have ended its lease
   */
  CompletionStage<Boolean> renew(String node, String name, Instant started) {
    return transactions.change(
        1,
        ROW_SIZE,
        transaction -> {
          Sql sql = transaction.sql();
          boolean known =
              sql.update("UPDATE node SET renewals = renewals + 1 WHERE node = ?", node) > 0;
          if (!known) {
            sql.update(
                "INSERT INTO node (node, name, started, renewals) VALUES (?, ?, ?, 0)",
                node,
                name,
                started);
          }
          return known;
        });
  }

  /**
   * Ends the lease of a node.
   *
   * @param renewals the last known number; if it was renewed since, nothing changes
   * @return whether the lease has ended
   */
  CompletionStage<Boolean> end(String node, long renewals) {
    return transactions.change(
        1,
        ROW_SIZE,
        transaction ->
            transaction
                    .sql()
                    .update("DELETE FROM node WHERE node = ? AND renewals = ?", node, renewals)
                > 0);
  }

  /** Ends the lease of a node that stops. */
  CompletionStage<Integer> leave(String node) {
    return transactions.change(
        1,
        ROW_SIZE,
        transaction -> transaction.sql().update("DELETE FROM node WHERE node = ?", node));
  }

  /**
   * Deletes some of the sessions whose nodes have no lease. The ledger then knows that they ended.
   *
   * @return their number; {@value #ROWS} if there may be more
   */
  CompletionStage<Integer> sweep() {
    return transactions.change(ROWS, ROWS * ROW_SIZE, PresenceStore::sweep);
  }

  private static int sweep(Transaction transaction) throws SQLException {
    Sql sql = transaction.sql();
    List<String> sessions =
        sql.list(
            "SELECT session FROM online_session WHERE NOT EXISTS"
                + " (SELECT 1 FROM node WHERE node.node = online_session.node) LIMIT ?",
            row -> row.getString(1),
            ROWS);
    sql.batch(
        "UPDATE session_ledger SET until = ? WHERE session = ? AND until IS NULL",
        sessions,
        session -> new Object[] {transaction.now(), session});
    delete(sql, sessions);
    return sessions.size();
  }

  private static void delete(Sql sql, Collection<String> sessions) throws SQLException {
    sql.batch(
        "DELETE FROM online_session WHERE session = ?",
        sessions,
        session -> new Object[] {session});
  }

  /** Stores sessions, at most {@value #ROWS}; each replaces its earlier state. */
  CompletionStage<Integer> put(List<OnlineSession> sessions) {
    int size = sessions.stream().mapToInt(PresenceStore::size).sum();
    return transactions.change(
        sessions.size(),
        size,
        transaction -> {
          transaction
              .sql()
              .batch(
                  "INSERT INTO online_session ("
                      + COLUMNS
                      + ") VALUES (?,?,?,?,?,?,?,?,?,?,?)"
                      + " ON CONFLICT (session) DO UPDATE SET topics = excluded.topics,"
                      + " through_position = excluded.through_position,"
                      + " outbox_bytes = excluded.outbox_bytes",
                  sessions,
                  PresenceStore::values);
          return sessions.size();
        });
  }

  /** Deletes sessions that have ended, at most {@value #ROWS}. */
  CompletionStage<Integer> remove(List<String> sessions) {
    return transactions.change(
        sessions.size(),
        sessions.size() * ROW_SIZE,
        transaction -> {
          delete(transaction.sql(), sessions);
          return sessions.size();
        });
  }

  /** Returns the nodes that have a lease. */
  List<LeasedNode> nodes() {
    return transactions.read(
        sql ->
            sql.list(
                "SELECT node, name, started, renewals, (SELECT count(*) FROM online_session"
                    + " WHERE online_session.node = node.node) FROM node ORDER BY name, started",
                row ->
                    new LeasedNode(
                        row.getString(1),
                        row.getString(2),
                        Instant.ofEpochMilli(row.getLong(3)),
                        row.getLong(4),
                        row.getLong(5))));
  }

  /**
   * Returns the first matching sessions of other nodes, in {@link OnlineSession#ORDER}.
   *
   * @param self the node whose sessions are left out
   */
  List<OnlineSession> others(PresenceQuery query, String self) {
    StringBuilder where =
        new StringBuilder(
            "SELECT online_session.session, online_session.node, reader, device, transport,"
                + " address, since, through_position, outbox_bytes, connected, topics FROM online_session"
                + " JOIN node ON node.node = online_session.node"
                + " WHERE online_session.node <> ? AND reader > ?");
    List<@Nullable Object> values = new ArrayList<>(List.of(self, query.after()));
    add(where, values, "reader", query.user());
    add(where, values, "transport", query.transport());
    add(where, values, "node.name", query.node());
    where.append(" ORDER BY reader, since, session LIMIT ?");
    values.add(query.limit());
    return transactions.read(
        sql -> sql.list(where.toString(), PresenceStore::session, values.toArray()));
  }

  /**
   * The subscriptions of an open session.
   *
   * @param topics as many of the filters as are stored
   */
  record Subscribed(String session, String user, List<TopicFilter> topics) {}

  /**
   * Returns some sessions of other nodes, in order of their ids.
   *
   * @param self the node whose sessions are left out
   * @param after the last id of the previous page; empty: from the start
   * @return {@value #ROWS}; fewer if there are no more
   */
  List<Subscribed> subscribed(String self, String after) {
    return transactions.read(
        sql ->
            sql.list(
                "SELECT session, reader, topics FROM online_session"
                    + " JOIN node ON node.node = online_session.node"
                    + " WHERE online_session.node <> ? AND session > ? ORDER BY session LIMIT ?",
                row ->
                    new Subscribed(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3).lines().map(TopicFilter::new).toList()),
                self,
                after,
                ROWS));
  }

  private static void add(
      StringBuilder where, List<@Nullable Object> values, String column, @Nullable String value) {
    if (value != null) {
      where.append(" AND ").append(column).append(" = ?");
      values.add(value);
    }
  }

  /** Whether a node has a client with this session connected. */
  boolean connected(String session) {
    return transactions.read(
        sql ->
            sql.exists(
                "SELECT 1 FROM online_session JOIN node ON node.node = online_session.node"
                    + " WHERE session = ? AND connected = 1",
                session));
  }

  private static int size(OnlineSession session) {
    return ROW_SIZE + session.topics().stream().mapToInt(topic -> topic.length() + 1).sum();
  }

  private static @Nullable Object[] values(OnlineSession session) {
    return new @Nullable Object[] {
      session.session(),
      session.node(),
      session.user(),
      session.device(),
      session.transport(),
      session.address(),
      session.since(),
      session.through(),
      session.outboxBytes(),
      session.connected() ? 1 : 0,
      String.join("\n", session.topics())
    };
  }

  private static OnlineSession session(ResultSet row) throws SQLException {
    return new OnlineSession(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)),
        row.getLong(8),
        row.getLong(9),
        row.getInt(10) == 1,
        row.getString(11).lines().toList());
  }
}
