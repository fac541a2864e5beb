package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How this site tells callers: by its key, by demo mode, or not at all yet. Thread-safe; configured
 * once.
 */
@ApplicationScoped
public class Authentication {
  private static final System.Logger LOGGER = System.getLogger(Authentication.class.getName());
  private static final Duration DEMO_TOKEN = Duration.ofHours(12);

  private final boolean demo;
  private final @Nullable Tokens tokens;
  private final Memberships memberships;
  private final InstantSource clock = InstantSource.system();

  /** What a caller is told while there is no key. */
  private final String missing;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Authentication() {
    this.demo = false;
    this.tokens = null;
    this.memberships = null;
    this.missing = "";
  }

  @Inject
  public Authentication(Config config, Memberships memberships) {
    this.memberships = memberships;
    this.demo = config.getOptionalValue("reddot.demo", Boolean.class).orElse(false);
    Optional<String> secret = config.getOptionalValue("reddot.jwt.secret", String.class);
    boolean weak =
        secret.isPresent()
            && secret.get().getBytes(StandardCharsets.UTF_8).length < Tokens.MIN_SECRET_BYTES;
    this.missing =
        weak
            ? "Red Dot's key is too short: configure reddot.jwt.secret (REDDOT_JWT_SECRET) with at"
                + " least 32 bytes."
            : "Red Dot has no key to check tokens with: configure reddot.jwt.secret"
                + " (REDDOT_JWT_SECRET), or reddot.demo=true to try it out.";
    if (weak || (secret.isEmpty() && !demo)) {
      this.tokens = null;
      LOGGER.log(Level.ERROR, missing);
    } else {
      // Without a key of its own the demo makes one up; its tokens end with the server.
      this.tokens =
          new Tokens(
              secret.orElseGet(() -> new BigInteger(320, new SecureRandom()).toString(36)), clock);
    }
    if (demo) {
      LOGGER.log(
          Level.WARNING,
          "Red Dot runs in demo mode: anybody gets a token for any user. Unset reddot.demo before"
              + " strangers can reach it.");
    }
  }

  public boolean demo() {
    return demo;
  }

  /**
   * @throws Problem (503) while the site has no key
   */
  public Tokens tokens() {
    if (tokens == null) {
      throw Problem.unavailable(missing);
    }
    return tokens;
  }

  /**
   * Who brings this token, with the groups that it was put into.
   *
   * @throws Problem (401) if it is no good, (503) while the site has no key
   */
  public Caller caller(String token) {
    return placed(tokens().read(token));
  }

  /** With the groups that it was put into; these may have to be read first. */
  public Caller placed(Caller caller) {
    return caller.in(memberships.of(caller.user()));
  }

  /**
   * Who comes without a token over a protocol whose ordinary clients are typed by hand (MQTT): in
   * demo mode an operator, for the demo gives that to anybody who asks.
   *
   * @throws Problem (401) outside demo mode, (503) while the site has no key
   */
  public Caller withoutToken() {
    if (!demo) {
      throw Problem.unauthorized("A token is needed.");
    }
    return tokens().read(demoToken("guest", true));
  }

  /**
   * A token that the demo hands to anybody: {@code demo/#} and one's inbox, or everything.
   *
   * @throws Problem (404) outside demo mode, (400) if the user's name cannot be one
   */
  public String demoToken(String user, boolean operator) {
    if (!demo) {
      throw Problem.notFound("There are no demo tokens here: this site is not in demo mode.");
    }
    if (!Caller.level(user)) {
      throw Problem.badRequest(
          "A user's name has 1 to 128 characters, none of them a control character, '/', '+' or"
              + " '#'.");
    }
    return tokens()
        .write(
            user,
            operator ? List.of(Caller.OPERATOR) : List.of(),
            List.of("demo/#"),
            List.of("demo/#"),
            clock.instant().plus(DEMO_TOKEN));
  }
}
