package io.reddot.transport.mqtt.store;

import io.reddot.log.Transaction;
import java.sql.SQLException;

/** Writes the nodes that other nodes watch. Stateless. */
final class NodeRows {
  private NodeRows() {}

  /**
   * Lets other nodes watch a node.
   *
   * @param beat the first beat, if the node is not watched already
   */
  static void enter(Transaction transaction, String node, long beat) throws SQLException {
    transaction
        .sql()
        .update(
            "INSERT INTO share_node (node, beat) VALUES (?, ?) ON CONFLICT DO NOTHING", node, beat);
  }

  /** Makes other nodes stop watching a node that has neither a seat nor a will. */
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
