package io.reddot.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the bearer tokens: JWTs (RFC 7519) signed with HS256. Thread-safe.
 *
 * <p>Only HS256 is accepted, whatever the token's header asks for: "none" and a swap of algorithms
 * get nowhere.
 */
public final class Tokens {
  /** RFC 7518, section 3.2: a key of at least the hash's length. */
  public static final int MIN_SECRET_BYTES = 32;

  /** How many tokens that were good once are remembered: who polls brings the same one again. */
  private static final int REMEMBERED = 10_000;

  private final Map<String, Caller> remembered = new ConcurrentHashMap<>();
  private final byte[] secret;
  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * @param secret at least {@value #MIN_SECRET_BYTES} bytes in UTF-8
   */
  public Tokens(String secret, InstantSource clock) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(this.secret)));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<SecurityContext>(null, Set.of("sub", "exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
  }

  /**
   * @throws Problem (401) that says what is wrong, without repeating any of the token
   */
  public Caller read(String token) {
    Caller known = remembered.get(token);
    if (known != null && clock.instant().isBefore(known.expiresAt())) {
      return known;
    }
    Caller caller = verify(token);
    if (remembered.size() >= REMEMBERED) {
      remembered.clear(); // bounded, and rarely enough to need no finer choice
    }
    remembered.put(token, caller);
    return caller;
  }

  private Caller verify(String token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      Map<String, Object> reddot = claims.getJSONObjectClaim("reddot");
      List<String> groups = claims.getStringListClaim("groups");
      return Caller.of(
          claims.getSubject(),
          groups == null ? Set.of() : new HashSet<>(groups),
          filters(reddot, "subscribe"),
          filters(reddot, "publish"),
          new Validity(
              claims.getJWTID(),
              instant(claims.getIssueTime()),
              claims.getExpirationTime().toInstant()));
    } catch (ExpiredJWTException e) {
      throw Problem.unauthorized("The token has expired: get a new one.");
    } catch (BadJOSEException | JOSEException | ParseException e) {
      throw Problem.unauthorized(
          "The token is not valid: it must be a JWT with 'sub' and 'exp', signed with this site's"
              + " key (HS256).");
    }
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }

  private static List<TopicFilter> filters(@Nullable Map<String, Object> claim, String name)
      throws ParseException {
    Object value = claim == null ? null : claim.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new ParseException("reddot." + name + " is no array of strings", 0);
    }
    try {
      return list.stream().map(String.class::cast).map(TopicFilter::new).toList();
    } catch (Problem e) {
      throw Problem.unauthorized("The token's claim reddot." + name + " is bad: " + e.detail());
    }
  }

  /** Signs a token. */
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
