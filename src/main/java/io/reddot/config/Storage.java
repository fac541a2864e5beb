package io.reddot.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the log's storage and retention. */
public final class Storage {
  static final Group GROUP = new Group("Storage");

  static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRES = "jdbc:postgresql:";

  public static final Setting<Path> DATA =
      GROUP.with(
          "reddot.data",
          Type.of("path", "a folder that exists or can be created, and can be written", Path::of),
          "reddot-data",
          "the folder of the embedded database; created if absent");

  public static final Setting<Optional<String>> DATABASE_URL =
      GROUP.optional(
          "reddot.database.url",
          Type.of(
                  "JDBC URL",
                  "a URL of PostgreSQL (jdbc:postgresql:…) or SQLite (jdbc:sqlite:…), whose drivers"
                      + " Red Dot includes",
                  Storage::url)
              .shownAs(Storage::driver),
          "a JDBC URL, in place of the embedded database:"
              + " `jdbc:postgresql://host/db?user=…&password=…`");

  public static final Setting<Optional<String>> DATASOURCE =
      GROUP.optional(
          "reddot.datasource",
          Type.of(
              "JNDI name", "the JNDI name of a data source of the server", Type.text().parser()),
          "the JNDI name of a data source of the server, in place of the embedded database");

  public static final Setting<Duration> RETENTION =
      GROUP.with(
          "reddot.retention.days",
          Type.days(1, 36_500),
          "30",
          "older messages are deleted, except retained ones");

  public static final Setting<Long> RETENTION_MESSAGES =
      GROUP.with(
          "reddot.retention.messages",
          Type.number("messages", 1, 1_000_000_000_000L),
          "10000000",
          "messages that are kept, besides retained ones; beyond that the oldest are"
              + " deleted, first those of users with more than `reddot.retention.user-percent`"
              + " of them");

  public static final Setting<Long> RETENTION_EVENTS =
      GROUP.with(
          "reddot.retention.events",
          Type.number("events", 1, 1_000_000_000_000L),
          "1000000",
          "the server's own events (marks, recalls, revocations) that are kept; they never"
              + " displace messages");

  public static final Setting<Integer> RETENTION_USER_PERCENT =
      GROUP.with(
          "reddot.retention.user-percent",
          Type.integer("percent", 1, 100),
          "10",
          "a user with a greater share of either bound loses its own oldest first; readers"
              + " that may lack a message get `recovered:false`");

  public static final Setting<Optional<String>> LISTEN_URL =
      GROUP.optional(
          "reddot.database.listen-url",
          Type.of("JDBC URL", "a URL of PostgreSQL (jdbc:postgresql:…)", Storage::postgresUrl)
              .shownAs(Storage::driver),
          "a direct connection, not through a pooler that lends connections for one transaction"
              + " only. It carries notifications about other nodes' messages, which otherwise"
              + " arrive within a second");

  private Storage() {}

  private static String postgresUrl(String text) {
    if (!text.startsWith(POSTGRES)) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static String url(String text) {
    if (!text.startsWith(POSTGRES) && !text.startsWith(SQLITE)) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  /** Returns the driver's part of a URL; the rest may contain a password. */
  private static String driver(String text) {
    int end = text.indexOf(':', text.indexOf(':') + 1);
    return end < 0 || end > 40
        ? "not a JDBC URL (not shown)"
        : Type.quoted(text.substring(0, end + 1) + "…");
  }
}
