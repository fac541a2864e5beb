package io.reddot.hub;

import io.reddot.fixture.Postgres;
import io.reddot.log.jdbc.Database;
import java.sql.SQLException;

/** The search of the history on PostgreSQL, whose collation and locks differ. */
class HistorySearchPostgresTest extends HistorySearchTest {
  @Override
  protected Database database() {
    try {
      return Database.pooled(Postgres.shared().getJdbcUrl("postgres", Postgres.newDatabase()));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
