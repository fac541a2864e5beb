package io.reddot.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Map;

/** Two servers that share nothing but a PostgreSQL. */
public final class TwoNodes implements AutoCloseable {
  private final EmbeddedPostgres postgres;
  private final ServerProcess one;
  private final ServerProcess other;

  /**
   * @param name what the servers' folders begin with
   */
  public TwoNodes(String name) throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    Map<String, String> settings =
        Map.of("REDDOT_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
    one = new ServerProcess(name + "-one", settings);
    other = new ServerProcess(name + "-other", settings);
  }

  public ServerProcess one() {
    return one;
  }

  public ServerProcess other() {
    return other;
  }

  public EmbeddedPostgres postgres() {
    return postgres;
  }

  @Override
  public void close() throws Exception {
    one.close();
    other.close();
    postgres.close();
  }
}
