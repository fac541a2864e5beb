package io.reddot.session;

import io.reddot.message.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every reason to disconnect a client.
 *
 * @param code a WebSocket close code (RFC 6455, section 7.4; 4000 and above are Red Dot's own), the
 *     same on every transport
 * @param reason a few words for people
 * @param reconnect whether the client should reconnect with its cursor
 * @param retryAfter how long it should wait before it reconnects
 */
public record Goodbye(int code, String reason, boolean reconnect, Duration retryAfter) {
  private static final Duration LATER = Duration.ofSeconds(1);

  private static final Goodbye REFUSED = again(4029, "too many sessions");

  /** The client reads more slowly than messages arrive, and its outbox is full. */
  public static final Goodbye SLOW = again(4008, "slow");

  /** The client took no data, or answered no heartbeat, for too long. */
  public static final Goodbye UNRESPONSIVE = again(4009, "unresponsive");

  /** Retention deleted messages that were about to be replayed. */
  public static final Goodbye TRIMMED = again(4010, "trimmed");

  /** The user's groups changed during the replay: the client must start again with the new ones. */
  public static final Goodbye REGROUPED = again(4011, "groups changed");

  /** The token has expired. The client may reconnect with a new one. */
  public static final Goodbye TOKEN_EXPIRED =
      new Goodbye(4401, "token expired", false, Duration.ZERO);

  /** The token, or every token of the user, was revoked. The server refuses it from now on. */
  public static final Goodbye REVOKED = new Goodbye(4403, "revoked", false, Duration.ZERO);

  /** An operator disconnected this one session. Its token remains valid. */
  public static final Goodbye DISCONNECTED =
      new Goodbye(4012, "disconnected", false, Duration.ZERO);

  /** The client sent a binary message to an endpoint that takes text. */
  public static final Goodbye BINARY =
      new Goodbye(
          1003, "Send JSON in text frames; binary frames are not accepted.", false, Duration.ZERO);

  /** The server failed. */
  public static final Goodbye FAILED =
      new Goodbye(1011, "server error", true, Duration.ofSeconds(5));

  /** The client started to send a message that the server does not accept. */
  public static Goodbye unfinished(Problem problem) {
    int code =
        switch (problem.status()) {
          case 413 -> 1009;
          case 429, 503 -> 1013;
          default -> 1008;
        };
    Duration retryAfter = problem.retryAfter();
    return new Goodbye(code, problem.detail(), true, retryAfter == null ? LATER : retryAfter);
  }

  /** A limit was reached, and the client is refused for now. */
  public static Goodbye refused(Problem problem) {
    Duration retryAfter = problem.retryAfter();
    return new Goodbye(
        REFUSED.code, problem.detail(), true, retryAfter == null ? REFUSED.retryAfter : retryAfter);
  }

  /** The server or the application is stopping. */
  public static Goodbye goingDown(Duration retryAfter) {
    return new Goodbye(1001, "going down", true, retryAfter);
  }

  /**
   * Returns the goodbye that a close code stands for; {@link #goingDown} if the code is unknown.
   */
  public static Goodbye of(int code) {
    return Stream.of(
            SLOW,
            UNRESPONSIVE,
            TRIMMED,
            REGROUPED,
            TOKEN_EXPIRED,
            REVOKED,
            DISCONNECTED,
            FAILED,
            REFUSED)
        .filter(known -> known.code == code)
        .findFirst()
        .orElse(goingDown(Duration.ZERO));
  }

  /** The codes of all goodbyes. */
  static final List<Integer> CODES =
      List.of(1001, 1003, 1008, 1009, 1011, 1013, 4008, 4009, 4010, 4011, 4012, 4029, 4401, 4403);

  /** Returns a short name of the reason that a code stands for, for statistics. */
  public static String name(int code) {
    return switch (code) {
      case 1001 -> "going-down";
      case 1003, 1008, 1009 -> "unacceptable";
      case 1011 -> "failed";
      case 1013 -> "try-later";
      case 4008 -> "slow";
      case 4009 -> "unresponsive";
      case 4010 -> "trimmed";
      case 4011 -> "regrouped";
      case 4012 -> "disconnected";
      case 4029 -> "too-many";
      case 4401 -> "token-expired";
      case 4403 -> "revoked";
      default -> "other";
    };
  }

  private static Goodbye again(int code, String reason) {
    return new Goodbye(code, reason, true, LATER);
  }
}
