package io.reddot.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.reddot.config.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** Writes tokens signed with HS256, which the demo hands out. Thread-safe. */
public final class TokenSigner {
  private final byte[] secret;
  private final TokenRules rules;
  private final InstantSource clock;

  /** Creates a signer for a site that requires neither an issuer nor an audience. */
  public TokenSigner(String secret, InstantSource clock) {
    this(Secret.of(secret), TokenRules.NONE, clock);
  }

  /**
   * @param rules the rules that the tokens must pass
   */
  TokenSigner(Secret secret, TokenRules rules, InstantSource clock) {
    this.secret = secret.bytes();
    this.rules = rules;
    this.clock = clock;
  }

  public String write(
      String user,
      List<String> groups,
      List<String> subscribe,
      List<String> publish,
      Instant expiresAt) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
            new JWTClaimsSet.Builder()
                .subject(user)
                .issuer(rules.issuer())
                .audience(rules.audiences().stream().sorted().toList())
                .claim("groups", groups)
                .claim("reddot", Map.of("subscribe", subscribe, "publish", publish))
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(expiresAt))
                .build());
    try {
      token.sign(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign with HS256", e);
    }
    return token.serialize();
  }
}
