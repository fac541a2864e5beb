package io.reddot.access;

import io.reddot.config.Access;
import io.reddot.config.Secret;
import io.reddot.config.Settings;
import io.reddot.message.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
    @Nullable Secret secret,
    @Nullable URI jwks,
    TokenRules rules,
    @Nullable Set<String> roles,
    Duration containerSession) {

  /**
   * @throws Problem (503) that says what is wrong, or missing
   */
  static AccessSettings of(Settings settings) {
    settings
        .keyProblem()
        .ifPresent(
            sentence -> {
              throw Problem.unavailable(sentence);
            });
    boolean container = settings.get(Access.CONTAINER_PRINCIPAL);
    return new AccessSettings(
        settings.get(Access.DEMO),
        settings.get(Access.SECRET).orElse(null),
        settings.get(Access.JWKS_URL).orElse(null),
        new TokenRules(
            settings.get(Access.ISSUER).orElse(null),
            Set.copyOf(settings.get(Access.AUDIENCE).orElse(List.of())),
            settings.get(Access.CLOCK_SKEW)),
        container ? Set.copyOf(settings.get(Access.CONTAINER_ROLES)) : null,
        settings.get(Access.CONTAINER_SESSION));
  }

  /** Without the secret, which belongs into no log. */
  @Override
  public String toString() {
    return "AccessSettings[demo=%s, jwks=%s, rules=%s, roles=%s]"
        .formatted(demo, jwks, rules, roles);
  }
}
