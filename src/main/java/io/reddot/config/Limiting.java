package io.reddot.config;

import java.time.Duration;
import java.util.Optional;

/** Settings of how much each user, and each address, may do. Each node counts for itself. */
public final class Limiting {
  static final Group GROUP = new Group("Limits");

  /** So many seconds' worth of so much is still a number. */
  private static final long MOST = 1_000_000_000_000L;

  private static final String NEW = "new connections";
  private static final String PUBLISHED =
      "messages published; marking, recalling, tickets and renewals count, too";
  private static final String READ =
      "polls, pages of history and inbox, joins and subscriptions that read what was before";

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
      rate("user.published-bytes", "bytes", "4194304", "their size");
  public static final Setting<Long> ADDRESS_BYTES =
      rate("address.published-bytes", "bytes", "16777216", "their size");

  public static final Setting<Long> USER_READS = rate("user.reads", "reads", "100", READ);
  public static final Setting<Long> ADDRESS_READS = rate("address.reads", "reads", "2000", READ);

  public static final Setting<Long> FAILED_LOGINS =
      rate(
          "address.failed-logins",
          "failures",
          "5",
          "tokens that were no good; more are answered 429, and a good one is let in all the same");

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
      kept("user.retained", "topics", "10000", "topics that a user has given a retained message");
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
          "sessions of a user that receipts know of; beyond that its oldest are forgotten; 0: any"
              + " number");

  public static final Setting<Duration> BURST =
      GROUP.with(
          "reddot.limit.burst-seconds",
          Type.seconds(1, 1_000_000),
          "10",
          "how many seconds' worth may come at once");

  public static final Setting<Duration> BODY_SECONDS =
      GROUP.with(
          "reddot.limit.body-seconds",
          Type.seconds(1, 3_600),
          "30",
          "a body that is not there by then is given up (408)");

  public static final Setting<Duration> ANSWER_SECONDS =
      GROUP.with(
          "reddot.limit.answer-seconds",
          Type.seconds(1, 3_600),
          "30",
          "an answer that is not a stream and has not been taken by then, and a second more for"
              + " each 16 KB of it, is given up");

  public static final Setting<Optional<Long>> USER_UNREAD =
      GROUP.optional(
          "reddot.limit.user.unread-bytes",
          Type.number("bytes", 1_024, MOST),
          "a 32nd of the heap",
          "answers of one client that wait to be read");
  public static final Setting<Optional<Long>> UNREAD =
      GROUP.optional(
          "reddot.limit.unread-bytes",
          Type.number("bytes", 1_024, MOST),
          "an eighth of the heap",
          "the same of all clients together");

  public static final Setting<Integer> WAITING_LOGINS =
      GROUP.with(
          "reddot.limit.waiting-logins",
          Type.integer("clients", 1, 1_000_000),
          "1000",
          "WebSocket and MQTT clients whose tokens may wait to be checked, beside the four that are;"
              + " more are refused (503)");

  public static final Setting<Integer> BODIES =
      GROUP.with(
          "reddot.limit.bodies",
          Type.integer("bodies", 2, 10_000),
          "100",
          "Payara only: bodies awaited at once, each with one of its 200 threads, of one user half"
              + " as many; beyond that the one awaited longest is given up");

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
        meaning + "; 0: any number");
  }

  /** Of what is stored, on all nodes together. */
  private static Setting<Long> kept(String name, String unit, String otherwise, String meaning) {
    return GROUP.with(
        "reddot.limit." + name,
        Type.number(unit, 0, MOST),
        otherwise,
        meaning + ", on all nodes together; more are refused; 0: any number");
  }

  private static Setting<Optional<Long>> unfinished(String last, String otherwise, String whose) {
    return GROUP.optional(
        "reddot.limit." + last,
        Type.number("bytes", 0, MOST),
        otherwise,
        "memory for what " + whose + " began to send and has not completed");
  }

  private static Setting<Long> rate(String middle, String unit, String otherwise, String meaning) {
    return GROUP.with(
        "reddot.limit." + middle + "-per-second",
        Type.number(unit + " a second", 0, MOST),
        otherwise,
        meaning + "; 0: any number");
  }
}
