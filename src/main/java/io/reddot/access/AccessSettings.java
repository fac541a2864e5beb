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
 * The settings that decide which callers are admitted. Immutable.
 *
 * @param secret the HS256 key; null if there is none
 * @param jwks the address of the RS256 and ES256 keys; null if there is none
 * @param rules the requirements on a token's claims
 * @param roles the roles to ask the container about when it has authenticated a caller; null if the
 *     container is not asked
 * @param containerSession the lifetime of a session that such a caller opens
 */
record AccessSettings(
    boolean demo,
    @Nullable Secret secret,
    @Nullable URI jwks,
    TokenRules rules,
    @Nullable Set<String> roles,
    Duration containerSession) {

  /**
   * @throws Problem (503) that names what is wrong or missing
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

  /** Omits the secret, which must not appear in any log. */
  @Override
  public String toString() {
    return "AccessSettings[demo=%s, jwks=%s, rules=%s, roles=%s]"
        .formatted(demo, jwks, rules, roles);
  }
}
