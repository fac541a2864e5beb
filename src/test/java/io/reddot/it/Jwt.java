package io.reddot.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token as the site's own backend would make it, with what revocation goes by. Immutable.
 *
 * @param id its {@code jti}; null: none
 * @param issuedAt its {@code iat}; null: none
 * @param topics the filters that it may read and write
 */
public record Jwt(
    String user,
    @Nullable String id,
    @Nullable Instant issuedAt,
    Instant expiresAt,
    List<String> topics) {

  /** For an hour, with an id of its own. */
  public static Jwt of(String user, String... topics) {
    Instant now = Instant.now();
    return new Jwt(
        user, UUID.randomUUID().toString(), now, now.plusSeconds(3_600), List.of(topics));
  }

  public Jwt until(Instant end) {
    return new Jwt(user, id, issuedAt, end, topics);
  }

  public Jwt withoutIssue() {
    return new Jwt(user, id, null, expiresAt, topics);
  }

  public Jwt issued(Instant at) {
    return new Jwt(user, id, at, expiresAt, topics);
  }

  public String token() {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(user)
            .jwtID(id)
            .claim("groups", List.of())
            .claim("reddot", Map.of("subscribe", topics, "publish", topics))
            .expirationTime(Date.from(expiresAt));
    if (issuedAt != null) {
      claims.issueTime(Date.from(issuedAt));
    }
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
            claims.build());
    try {
      token.sign(new MACSigner(Site.SECRET.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return token.serialize();
  }
}
