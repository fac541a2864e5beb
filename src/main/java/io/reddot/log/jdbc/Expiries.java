package io.reddot.log.jdbc;

import io.reddot.log.Projection;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Runs the deletions of projections that are due at a certain time, in short transactions. If
 * several nodes do so, each deletion still happens once. Thread-safe.
 */
final class Expiries implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Expiries.class.getName());

  private final Database database;
  private final GroupCommit commits;
  private final List<Projection> projections;

  Expiries(Database database, GroupCommit commits, List<Projection> projections) {
    this.database = database;
    this.commits = commits;
    this.projections = projections;
  }

  @Override
  public void run() {
    for (Projection projection : projections) {
      projection.expiries().forEach(this::run);
    }
  }

  private void run(Projection.Expiry expiry) {
    try {
      if (database.query(expiry.due())) {
        int most = expiry.sweep().most();
        var unused =
            Retention.repeat(
                commits, most, transaction -> expiry.sweep().step().in(transaction, most));
      }
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not delete expired rows; retrying in a second", e);
    }
  }
}
