package io.reddot.transport.mqtt.store;

import io.reddot.log.Transaction;
import java.sql.SQLException;

/** Writes which nodes the others watch. Stateless. */
final class NodeRows {
  private NodeRows() {}

  /**
   * Lets others watch a node.
   *
   * @param beat the first beat, if the node is not watched already
   */
  static void enter(Transaction transaction, String node, long beat) throws SQLException {
    transaction
        .sql()
        .update(
            "INSERT INTO share_node (node, beat) VALUES (?, ?) ON CONFLICT DO NOTHING", node, beat);
  }

  /** Ends the watch over a node if it has neither a seat nor a will. */
  static void leave(Transaction transaction, String node) throws SQLException {
    transaction
        .sql()
        .update(
            "DELETE FROM share_node WHERE node = ?"
                + " AND NOT EXISTS (SELECT 1 FROM share_seat WHERE share_seat.node = ?)"
                + " AND NOT EXISTS (SELECT 1 FROM will WHERE will.node = ?)",
            node,
            node,
            node);
  }
}
