package io.reddot.log;

import io.reddot.fixture.HandClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** What the contracts of the log are tested with. */
interface LogFixture {
  /** The database under test; the same one at each call of one test. */
  Database database();

  /**
   * An empty database, which is the one under test from now on. Called before anything is opened.
   */
  DataSource bare() throws Exception;

  HandClock clock();

  /** A log that is closed after the test. */
  JdbcMessageLog open(Duration age, long count);

  /** The same with these bounds on what users can have kept. */
  JdbcMessageLog open(Bounds bounds);

  default JdbcMessageLog open() {
    return open(Duration.ofDays(1), 1_000_000);
  }

  /** How many rows a table has. */
  default long rows(String table) throws SQLException {
    try (Database database = database();
        Connection connection = database.begin();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }
}
