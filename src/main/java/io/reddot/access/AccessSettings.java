package io.reddot.access;

import io.reddot.message.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * What the administrator says about who is let in. Immutable.
 *
 * @param secret the key of HS256; null: none
 * @param jwks where the keys of RS256 and ES256 are; null: nowhere
 * @param rules what a token's claims must say
 * @param roles what the container is asked for about whom it has let in; null: it is not asked
 * @param containerSession how long such a caller's session lives
 */
record AccessSettings(
    boolean demo,
    @Nullable String secret,
    @Nullable URI jwks,
    TokenRules rules,
    @Nullable Set<String> roles,
    Duration containerSession) {

  private static final int SKEW_SECONDS = 30;
  private static final int MAX_SKEW_SECONDS = 600;
  private static final int CONTAINER_SECONDS = 3600;
  private static final int MAX_CONTAINER_SECONDS = 7 * 24 * 3600;
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::|0:0:0:0:0:0:0:)1]");

  /**
   * @throws Problem (503) that says what is wrong, or missing
   */
  static AccessSettings of(Config config) {
    boolean demo = config.getOptionalValue("reddot.demo", Boolean.class).orElse(false);
    String secret = text(config, "reddot.jwt.secret").orElse(null);
    if (secret != null
        && secret.getBytes(StandardCharsets.UTF_8).length < Tokens.MIN_SECRET_BYTES) {
      throw Problem.unavailable(
          "Red Dot's key is too short: configure reddot.jwt.secret (REDDOT_JWT_SECRET) with at"
              + " least 32 bytes.");
    }
    String jwks = text(config, "reddot.jwt.jwks-url").orElse(null);
    boolean container = containerPrincipal(config);
    if (secret == null && jwks == null && !container && !demo) {
      throw Problem.unavailable(
          "Red Dot has no key to check tokens with: configure reddot.jwt.secret"
              + " (REDDOT_JWT_SECRET) or reddot.jwt.jwks-url (REDDOT_JWT_JWKS_URL), or"
              + " reddot.demo=true to try it out.");
    }
    return new AccessSettings(
        demo,
        secret,
        jwks == null ? null : address(jwks),
        new TokenRules(
            text(config, "reddot.jwt.issuer").orElse(null),
            list(config, "reddot.jwt.audience", ""),
            seconds(config, "reddot.jwt.clock-skew-seconds", SKEW_SECONDS, 0, MAX_SKEW_SECONDS)),
        container ? list(config, "reddot.container.roles", Caller.OPERATOR) : null,
        seconds(
            config,
            "reddot.container.session-seconds",
            CONTAINER_SECONDS,
            1,
            MAX_CONTAINER_SECONDS));
  }

  /** Whether whom the container has let in is let in here. */
  static boolean containerPrincipal(Config config) {
    return config.getOptionalValue("reddot.container.principal", Boolean.class).orElse(false);
  }

  /**
   * Keys are as good as the way that they come by: whoever sits on it could put its own in their
   * place. Clear text is for this very machine only.
   */
  private static URI address(String text) {
    try {
      URI address = new URI(text);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      String host = address.getHost();
      if (host != null
          && address.getRawUserInfo() == null
          && (scheme.equals("https")
              || (scheme.equals("http")
                  && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // falls through to the one sentence
    }
    throw Problem.unavailable(
        "reddot.jwt.jwks-url (REDDOT_JWT_JWKS_URL) must be an https address without a password in"
            + " it; http is taken for this machine (localhost) only.");
  }

  private static Optional<String> text(Config config, String name) {
    return config.getOptionalValue(name, String.class).filter(text -> !text.isBlank());
  }

  /** Separated by commas. */
  private static Set<String> list(Config config, String name, String otherwise) {
    Set<String> all = new LinkedHashSet<>();
    for (String one : List.of(text(config, name).orElse(otherwise).split(","))) {
      if (!one.isBlank()) {
        all.add(one.strip());
      }
    }
    return all;
  }

  private static Duration seconds(Config config, String name, int otherwise, int least, int most) {
    String text = text(config, name).orElse(Integer.toString(otherwise));
    try {
      int seconds = Integer.parseInt(text.strip());
      if (seconds >= least && seconds <= most) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // falls through to the one sentence
    }
    throw Problem.unavailable(
        "%s must be a number of seconds from %d to %d.".formatted(name, least, most));
  }

  /** Without the secret, which belongs into no log. */
  @Override
  public String toString() {
    return "AccessSettings[demo=%s, jwks=%s, rules=%s, roles=%s]"
        .formatted(demo, jwks, rules, roles);
  }
}
