package io.reddot.access;

import com.nimbusds.jwt.JWTClaimsSet;
import io.reddot.message.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requirements on a token's claims, checked once its signature has been verified.
 *
 * @param issuer the issuer that the token must name; null if any holder of a key may issue tokens
 * @param audiences the token must name one of these; empty accepts any audience
 * @param skew how far the issuer's clock may differ from ours. A token is valid for that much
 *     longer, and so is a session that it opened: both end at the same time
 */
record TokenRules(@Nullable String issuer, Set<String> audiences, Duration skew) {
  /**
   * The latest time that is accepted. Any time since 1978 lies after it if its milliseconds are
   * taken for seconds.
   */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  static final TokenRules NONE = new TokenRules(null, Set.of(), Duration.ZERO);

  TokenRules {
    audiences = Set.copyOf(audiences);
  }

  /**
   * @return the id and lifetime of the token
   * @throws Problem (401) that names the claim that is wrong
   */
  Validity check(JWTClaimsSet claims, Instant now) {
    if (claims.getSubject() == null) {
      throw Problem.unauthorized("The token names no user ('sub').");
    }
    Date end = claims.getExpirationTime();
    if (end == null) {
      throw Problem.unauthorized("The token has no expiry ('exp').");
    }
    checkSeconds("exp", end);
    checkSeconds("iat", claims.getIssueTime());
    checkSeconds("nbf", claims.getNotBeforeTime());
    Instant expiresAt = end.toInstant().plus(skew);
    if (!now.isBefore(expiresAt)) {
      throw Problem.unauthorized("The token has expired: get a new one.");
    }
    Instant issuedAt = instant(claims.getIssueTime());
    if (early(instant(claims.getNotBeforeTime()), now) || early(issuedAt, now)) {
      throw Problem.unauthorized(
          "The token is not valid yet: its 'nbf' or 'iat' is in the future.");
    }
    if (issuer != null && !issuer.equals(claims.getIssuer())) {
      throw Problem.unauthorized(
          "The token's issuer ('iss') is not the one that this site trusts.");
    }
    if (!audiences.isEmpty() && Collections.disjoint(audiences, claims.getAudience())) {
      throw Problem.unauthorized("The token's audience ('aud') does not include this site.");
    }
    return new Validity(claims.getJWTID(), issuedAt, expiresAt);
  }

  /**
   * Refuses a time in milliseconds, as many languages count it: such a token would never expire.
   */
  private static void checkSeconds(String name, @Nullable Date said) {
    if (said != null && said.toInstant().isAfter(LAST)) {
      throw Problem.unauthorized(
          "The token's '%s' is after the year 9999: a JWT counts seconds, not milliseconds."
              .formatted(name));
    }
  }

  private boolean early(@Nullable Instant from, Instant now) {
    return from != null && now.plus(skew).isBefore(from);
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }
}
