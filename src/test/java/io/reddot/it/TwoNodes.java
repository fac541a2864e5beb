package io.reddot.it;

import io.reddot.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Map;

/** Two servers that share nothing but a PostgreSQL. */
public final class TwoNodes implements AutoCloseable {
  /** What a class locks that uses the shared ones. */
  public static final String SHARED = "the two nodes";

  private final EmbeddedPostgres postgres;
  private final ServerProcess one;
  private final ServerProcess other;

  /**
   * @param name what the servers' folders begin with
   */
  public TwoNodes(String name) throws Exception {
    postgres = Postgres.start();
    Map<String, String> settings =
        Map.of("REDDOT_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
    one = new ServerProcess(name + "-one", settings);
    other = new ServerProcess(name + "-other", settings);
  }

  /** Those of all classes, both of them up, whatever a test has done to them. */
  public static TwoNodes shared() throws Exception {
    TwoNodes nodes = SharedServers.get(SHARED, TwoNodes.class, () -> new TwoNodes("node"));
    nodes.one.revive();
    nodes.other.revive();
    return nodes;
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
