package io.reddot.log.jdbc;

import io.reddot.fixture.Bounds;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.OneGroup;
import io.reddot.fixture.Postgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Several nodes whose NOTIFYs are all lost: messages of other nodes come later, and all do. */
@Timeout(60)
class LostNotificationTest implements NodesContract {
  private final HandClock clock = new HandClock();
  private final List<FullLog> opened = new ArrayList<>();
  private DataSource source;

  LostNotificationTest() throws SQLException {
    this.source = bare();
  }

  @Override
  public DataSource source() {
    return source;
  }

  @Override
  public DataSource bare() throws SQLException {
    source = Postgres.shared().getDatabase("postgres", Postgres.newDatabase());
    return source;
  }

  @Override
  public HandClock clock() {
    return clock;
  }

  private Database database() {
    return Database.of(NotifySource.of(source, payload -> false));
  }

  @Override
  public FullLog open(RetentionPolicy policy, Bounds bounds) {
    FullLog log = new FullLog(database(), policy, bounds, clock, Thread::new);
    opened.add(log);
    return log;
  }

  @Override
  public OneGroup oneGroup() {
    return new Group(database(), clock);
  }

  @AfterEach
  void closeLogs() {
    opened.forEach(FullLog::close);
  }
}
