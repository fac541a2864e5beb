package io.reddot.it;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A server with limits so low that a test reaches them. Each test brings users of its own. */
public final class LimitedServer {
  /** Each bucket holds so many of what comes once a second. */
  public static final int BURST = 10;

  public static final int USER_SESSIONS = 3;
  public static final int ADDRESS_SESSIONS = 5;

  /** What a class locks that uses the shared one. */
  public static final String SHARED = "the limited server";

  private LimitedServer() {}

  /** The one of all classes. */
  public static ServerProcess shared() throws Exception {
    ServerProcess server = SharedServers.get(SHARED, ServerProcess.class, () -> start("limited"));
    server.revive();
    return server;
  }

  public static ServerProcess start(String name) throws Exception {
    return new ServerProcess(
        name,
        Map.ofEntries(
            Map.entry("REDDOT_PROXIES", "127.0.0.1"),
            Map.entry("REDDOT_LIMIT_BURST_SECONDS", Integer.toString(BURST)),
            Map.entry("REDDOT_LIMIT_USER_SESSIONS", Integer.toString(USER_SESSIONS)),
            Map.entry("REDDOT_LIMIT_USER_SESSIONS_PER_SECOND", "1"),
            Map.entry("REDDOT_LIMIT_USER_PUBLISHES_PER_SECOND", "1"),
            Map.entry("REDDOT_LIMIT_USER_PUBLISHED_BYTES_PER_SECOND", "10000"),
            Map.entry("REDDOT_LIMIT_USER_READS_PER_SECOND", "1"),
            Map.entry("REDDOT_LIMIT_ADDRESS_SESSIONS", Integer.toString(ADDRESS_SESSIONS)),
            Map.entry("REDDOT_LIMIT_ADDRESS_SESSIONS_PER_SECOND", "1000"),
            Map.entry("REDDOT_LIMIT_ADDRESS_FAILED_LOGINS_PER_SECOND", "1"),
            Map.entry("REDDOT_LIMIT_BODY_SECONDS", "5")));
  }

  /** A user whom nobody has heard of yet, who may read and write everything. */
  public static String newcomer() {
    String user = UUID.randomUUID().toString();
    return Site.token(user, List.of(), List.of("#"), List.of("#"));
  }
}
