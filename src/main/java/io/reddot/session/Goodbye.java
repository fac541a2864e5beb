package io.reddot.session;

import io.reddot.message.Problem;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Every reason to hang up on a client.
 *
 * @param code a WebSocket close code (RFC 6455, section 7.4; 4000 and up are ours), the same on
 *     every transport
 * @param reason one word or a few, for people
 * @param reconnect whether to come back, with the cursor
 * @param retryAfter how long to wait before that
 */
public record Goodbye(int code, String reason, boolean reconnect, Duration retryAfter) {
  private static final Duration LATER = Duration.ofSeconds(1);

  private static final Goodbye REFUSED = again(4029, "too many sessions");

  /** It reads more slowly than messages come, and its outbox is full. */
  public static final Goodbye SLOW = again(4008, "slow");

  /** It took nothing, or answered no heartbeat, for too long. */
  public static final Goodbye UNRESPONSIVE = again(4009, "unresponsive");

  /** Retention overtook it while it was reading old messages. */
  public static final Goodbye TRIMMED = again(4010, "trimmed");

  /** Its user's groups changed while it was reading old messages: it begins anew with others. */
  public static final Goodbye REGROUPED = again(4011, "groups changed");

  /** Its token has ended. It may come back with a new one. */
  public static final Goodbye TOKEN_EXPIRED =
      new Goodbye(4401, "token expired", false, Duration.ZERO);

  /** Its token was revoked, or its user disconnected. With that token it may not come back. */
  public static final Goodbye REVOKED = new Goodbye(4403, "revoked", false, Duration.ZERO);

  /** It sends binary messages where text is spoken. */
  public static final Goodbye BINARY =
      new Goodbye(1003, "Text frames are taken here: send JSON as text.", false, Duration.ZERO);

  /** Reading for it failed on our side. */
  public static final Goodbye FAILED =
      new Goodbye(1011, "server error", true, Duration.ofSeconds(5));

  /** It has begun a message that is not taken. */
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

  /** It is not let in, for now. */
  public static Goodbye refused(Problem problem) {
    Duration retryAfter = problem.retryAfter();
    return new Goodbye(
        REFUSED.code, problem.detail(), true, retryAfter == null ? REFUSED.retryAfter : retryAfter);
  }

  /** The server or the application stops. */
  public static Goodbye goingDown(Duration retryAfter) {
    return new Goodbye(1001, "going down", true, retryAfter);
  }

  /** The one with this code, as far as it is known without its occasion. */
  public static Goodbye of(int code) {
    return Stream.of(
            SLOW, UNRESPONSIVE, TRIMMED, REGROUPED, TOKEN_EXPIRED, REVOKED, FAILED, REFUSED)
        .filter(known -> known.code == code)
        .findFirst()
        .orElse(goingDown(Duration.ZERO));
  }

  private static Goodbye again(int code, String reason) {
    return new Goodbye(code, reason, true, LATER);
  }
}
