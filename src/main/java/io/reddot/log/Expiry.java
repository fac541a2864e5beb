package io.reddot.log;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * Takes out of inboxes what has expired and says so in the log, so that the counts that it changes
 * change at one place in the log's order, on every node. Works in short transactions; where several
 * nodes do so, each message is still told of once. One thread at a time.
 */
final class Expiry implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Expiry.class.getName());
  private static final int ITEMS_AT_ONCE = 500;

  private final Database database;
  private final GroupCommit commits;
  private final InstantSource clock;

  Expiry(Database database, GroupCommit commits, InstantSource clock) {
    this.database = database;
    this.commits = commits;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      // Mostly there is nothing to do, and finding that out holds nobody up.
      while (database.read(this::due)) {
        commits
            .change(
                2 * ITEMS_AT_ONCE, 0, transaction -> InboxItems.expire(transaction, ITEMS_AT_ONCE))
            .toCompletableFuture()
            .join();
      }
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not take expired messages out of inboxes; trying again", e);
    }
  }

  private boolean due(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM inbox_item WHERE expires_at <= ? LIMIT 1")) {
      Rows.setInstant(select, 1, clock.instant());
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }
}
