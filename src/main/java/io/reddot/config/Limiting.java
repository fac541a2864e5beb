package io.reddot.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Limits of users and addresses. Each node counts for itself, except where a setting says
 * otherwise.
 */
public final class Limiting {
  static final Group GROUP = new Group("Limits");

  /** A limit; multiplied by the longest burst, it still fits a long. */
  private static final long MOST = 1_000_000_000_000L;

  private static final String NEW = "new connections";
  private static final String PUBLISHED =
      "published messages; marks, recalls, tickets and renewals count too";
  private static final String READ =
      "polls, pages of history and inbox, and sessions and subscriptions that replay";

  public static final Setting<Integer> USER_SESSIONS =
      sessions("user", "200", "open sessions of a user at once");
  public static final Setting<Integer> ADDRESS_SESSIONS =
      sessions("address", "2000", "open sessions of an address at once");

  public static final Setting<Long> USER_CONNECTIONS =
      rate("user.sessions", "connections", "20", NEW + " of a user");
  public static final Setting<Long> ADDRESS_CONNECTIONS =
      rate("address.sessions", "connections", "200", NEW + " of an address");

  public static final Setting<Long> USER_PUBLISHES =
      rate("user.publishes", "messages", "1000", PUBLISHED);
  public static final Setting<Long> ADDRESS_PUBLISHES =
      rate("address.publishes", "messages", "5000", PUBLISHED);

  public static final Setting<Long> USER_BYTES =
      rate("user.published-bytes", "bytes", "4194304", "the size of published messages");
  public static final Setting<Long> ADDRESS_BYTES =
      rate("address.published-bytes", "bytes", "16777216", "the size of published messages");

  public static final Setting<Long> USER_READS = rate("user.reads", "reads", "100", READ);
  public static final Setting<Long> ADDRESS_READS = rate("address.reads", "reads", "2000", READ);

  public static final Setting<Long> FAILED_LOGINS =
      rate(
          "address.failed-logins",
          "failures",
          "5",
          "invalid tokens; more get 429, while a valid token is still accepted");

  public static final Setting<Long> STORED_SESSIONS =
      kept("user.stored-sessions", "sessions", "200", "stored MQTT sessions of a user");

  public static final Setting<Long> STORED_SESSION_BYTES =
      kept(
          "user.stored-session-bytes",
          "bytes",
          "1048576",
          "the subscriptions of all stored MQTT sessions of a user");

  public static final Setting<Long> USER_SHARE_GROUPS =
      kept("user.share-groups", "groups", "100", "groups of shared subscriptions of a user");
  public static final Setting<Long> SHARE_GROUPS =
      kept("share-groups", "groups", "10000", "groups of shared subscriptions of all users");

  public static final Setting<Long> USER_RETAINED =
      kept("user.retained", "topics", "10000", "topics with a retained message of a user");
  public static final Setting<Long> RETAINED =
      kept("retained", "topics", "100000", "topics with a retained message of all users");

  public static final Setting<Long> USER_RETAINED_BYTES =
      kept("user.retained-bytes", "bytes", "67108864", "the retained messages of a user");
  public static final Setting<Long> RETAINED_BYTES =
      kept("retained-bytes", "bytes", "1073741824", "the retained messages of all users");

  public static final Setting<Integer> LEDGER_SESSIONS =
      GROUP.with(
          "reddot.limit.user.ledger-sessions",
          Type.integer("sessions", 0, 1_000_000),
          "2000",
          "sessions of a user that receipts cover; beyond that the oldest are dropped; 0:"
              + " unlimited");

  public static final Setting<Duration> BURST =
      GROUP.with(
          "reddot.limit.burst-seconds",
          Type.seconds(1, 1_000_000),
          "10",
          "the burst that each rate allows: as much as it grants in this many seconds");

  public static final Setting<Duration> BODY_SECONDS =
      GROUP.with(
          "reddot.limit.body-seconds",
          Type.seconds(1, 3_600),
          "30",
          "the deadline of a request body; after it the request is refused (408)");

  public static final Setting<Duration> ANSWER_SECONDS =
      GROUP.with(
          "reddot.limit.answer-seconds",
          Type.seconds(1, 3_600),
          "30",
          "the deadline by which a client must have read an answer that is not a stream,"
              + " plus a second for each 16 KB of it; after it the answer is abandoned");

  public static final Setting<Optional<Long>> USER_UNREAD =
      GROUP.optional(
          "reddot.limit.user.unread-bytes",
          Type.number("bytes", 1_024, MOST),
          "a 32nd of the heap",
          "unread answers of one client");
  public static final Setting<Optional<Long>> UNREAD =
      GROUP.optional(
          "reddot.limit.unread-bytes",
          Type.number("bytes", 1_024, MOST),
          "an eighth of the heap",
          "unread answers of all clients together");

  public static final Setting<Integer> WAITING_LOGINS =
      GROUP.with(
          "reddot.limit.waiting-logins",
          Type.integer("clients", 1, 1_000_000),
          "1000",
          "WebSocket and MQTT clients whose tokens wait to be verified, besides the four"
              + " being verified; more are refused (503)");

  public static final Setting<Integer> BODIES =
      GROUP.with(
          "reddot.limit.bodies",
          Type.integer("bodies", 2, 10_000),
          "100",
          "Payara only: bodies awaited at once, each by one of its 200 threads; one user"
              + " may have half of them. Beyond that the oldest wait is abandoned");

  public static final Setting<Optional<Long>> USER_UNFINISHED =
      unfinished("user.unfinished-bytes", "4 × `reddot.publish.body-bytes`", "one user");
  public static final Setting<Optional<Long>> ADDRESS_UNFINISHED =
      unfinished("address.unfinished-bytes", "8 × `reddot.publish.body-bytes`", "one address");
  public static final Setting<Optional<Long>> UNFINISHED =
      unfinished("unfinished-bytes", "an eighth of the heap", "all clients together");

  private Limiting() {}

  private static Setting<Integer> sessions(String whose, String otherwise, String meaning) {
    return GROUP.with(
        "reddot.limit." + whose + ".sessions",
        Type.integer("sessions", 0, 1_000_000_000),
        otherwise,
        meaning + "; 0: unlimited");
  }

  /** Declares a limit of what is stored, on all nodes together. */
  private static Setting<Long> kept(String name, String unit, String otherwise, String meaning) {
    return GROUP.with(
        "reddot.limit." + name,
        Type.number(unit, 0, MOST),
        otherwise,
        meaning + ", on all nodes together; more are refused; 0: unlimited");
  }

  private static Setting<Optional<Long>> unfinished(String last, String otherwise, String whose) {
    return GROUP.optional(
        "reddot.limit." + last,
        Type.number("bytes", 0, MOST),
        otherwise,
        "memory for the unfinished messages of " + whose);
  }

  private static Setting<Long> rate(String middle, String unit, String otherwise, String meaning) {
    return GROUP.with(
        "reddot.limit." + middle + "-per-second",
        Type.number(unit + " a second", 0, MOST),
        otherwise,
        meaning + "; 0: unlimited");
  }
}
