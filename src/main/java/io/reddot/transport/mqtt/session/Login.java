package io.reddot.transport.mqtt.session;

import io.reddot.access.Authentication;
import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Authenticates clients, and applies the limits on connections to them. Thread-safe. */
final class Login {
  private final Authentication authentication;
  private final Limits limits;

  Login(Authentication authentication, Limits limits) {
    this.authentication = authentication;
    this.limits = limits;
  }

  /**
   * Authenticates the client of a CONNECT; fails with a {@link Refusal}.
   *
   * @param token a token or a ticket; null: none was given
   */
  CompletableFuture<Caller> connect(Line line, @Nullable String token) {
    return authentication.check(
        () -> {
          try {
            return limits.logIn(
                line.address(),
                gate -> token == null ? guest(line) : authentication.caller(token, gate));
          } catch (Problem problem) {
            throw new Refusal(reason(problem.status(), token), problem.detail());
          }
        });
  }

  private static Reason reason(int status, @Nullable String token) {
    if (status == 503) {
      return Reason.SERVER_UNAVAILABLE;
    }
    if (status == 429) {
      return Reason.CONNECTION_RATE_EXCEEDED;
    }
    return token == null ? Reason.NOT_AUTHORIZED : Reason.BAD_USER_OR_PASSWORD;
  }

  private Caller guest(Line line) {
    Caller guest = authentication.withoutToken();
    if (!line.guest()) {
      throw Problem.unauthorized(
          "A token is needed: the demo accepts clients without one from the server's own machine"
              + " only.");
    }
    return guest;
  }

  /** Authenticates a connected client again; fails with a {@link Problem}. */
  CompletableFuture<Caller> again(Line line, String credential) {
    return authentication.check(
        () -> limits.logIn(line.address(), gate -> authentication.caller(credential, gate)));
  }

  /**
   * Applies the limits on connections, before anything is stored for the client.
   *
   * @param takesOver whether the client takes the session from another connection, which makes room
   * @throws Refusal if a limit is exceeded
   */
  void admit(Line line, Caller caller, boolean takesOver) {
    refuseWith(Reason.QUOTA_EXCEEDED, () -> line.identify(caller.user()));
    refuseWith(Reason.CONNECTION_RATE_EXCEEDED, () -> limits.identify(caller));
    if (!takesOver) {
      refuseWith(Reason.QUOTA_EXCEEDED, () -> limits.room(caller));
    }
  }

  private static void refuseWith(Reason reason, Runnable check) {
    try {
      check.run();
    } catch (Problem problem) {
      throw new Refusal(reason, problem.detail());
    }
  }
}
