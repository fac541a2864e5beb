package io.reddot.log;

import io.reddot.HandClock;
import java.time.Duration;
import javax.sql.DataSource;

/** What the contracts of the log are tested with. */
interface LogFixture {
  /** The database under test; the same one at each call of one test. */
  Database database();

  /** The same one, as it comes: without the log's tables, if nothing has made them. */
  DataSource bare();

  HandClock clock();

  /** A log that is closed after the test. */
  JdbcMessageLog open(Duration age, long count);

  /** The same with these bounds on what users can have kept. */
  JdbcMessageLog open(Bounds bounds);

  default JdbcMessageLog open() {
    return open(Duration.ofDays(1), 1_000_000);
  }
}
