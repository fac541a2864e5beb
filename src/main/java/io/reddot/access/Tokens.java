package io.reddot.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.reddot.access.limit.Gate;
import io.reddot.config.Secret;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads bearer tokens: JWTs (RFC 7519), signed with the site's secret (HS256) or with a key that
 * their issuer publishes (RS256, ES256). Thread-safe.
 *
 * <p>The token's header only chooses among these three algorithms, and each is only ever checked
 * with a key of its own kind. The algorithm "none", a public key used as a secret, and keys that
 * the header carries gain an attacker nothing.
 */
public final class Tokens {
  /**
   * The maximum number of valid tokens that are cached. A client that polls sends the same one each
   * time.
   */
  private static final int REMEMBERED = 10_000;

  /**
   * The maximum number of characters of all cached tokens. The claims of a token take memory in
   * proportion to its length.
   */
  private static final int REMEMBERED_SIZE = 8 << 20;

  /**
   * How long a token is cached. A key that its issuer has withdrawn is trusted for that much longer
   * than the key set is kept. One signature check a minute costs next to nothing.
   */
  static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private final Map<String, Known> remembered = new ConcurrentHashMap<>();
  private final AtomicLong rememberedSize = new AtomicLong();
  private final @Nullable SecretKey secret;
  private final @Nullable PublishedKeys published;
  private final TokenRules rules;
  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /** The caller of a valid token, and the time until which the token is not verified again. */
  private record Known(Caller caller, Instant until) {}

  /**
   * @param secret null if HS256 is not accepted
   * @param published null if RS256 and ES256 are not accepted
   */
  Tokens(
      @Nullable Secret secret,
      @Nullable PublishedKeys published,
      TokenRules rules,
      InstantSource clock) {
    this.secret = secret == null ? null : new SecretKeySpec(secret.bytes(), "HmacSHA256");
    this.published = published;
    this.rules = rules;
    this.clock = clock;
    processor.setJWSKeySelector((header, context) -> keys(header));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(null); // TokenRules does it, and names the wrong claim
  }

  private List<? extends Key> keys(JWSHeader header) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    if (secret != null && algorithm.equals(JWSAlgorithm.HS256)) {
      return List.of(secret);
    }
    if (published != null
        && (algorithm.equals(JWSAlgorithm.RS256) || algorithm.equals(JWSAlgorithm.ES256))) {
      return published.keys(header);
    }
    throw Problem.unauthorized(
        "The token's algorithm is not accepted: this site accepts " + taken() + ".");
  }

  private String taken() {
    return secret == null
        ? "RS256 and ES256"
        : published == null ? "HS256" : "HS256, RS256 and ES256";
  }

  /**
   * Identifies the caller that presents {@code token}. May have to fetch keys, and wait for them.
   *
   * @throws Problem (401) that says what is wrong, without repeating any of the token; (503) if
   *     there are no keys to check it with
   */
  public Caller read(String token) {
    return read(token, Gate.OPEN);
  }

  /**
   * As {@link #read(String)}.
   *
   * @param gate the gate that the token passes unless it was verified a moment ago
   */
  Caller read(String token, Gate gate) {
    Instant now = clock.instant();
    Known known = remembered.get(token);
    if (known != null && now.isBefore(known.until)) {
      return known.caller;
    }
    Caller caller = gate.pass(() -> verify(token, now));
    long size = rememberedSize.addAndGet(token.length());
    if (size > REMEMBERED_SIZE || remembered.size() >= REMEMBERED) {
      remembered.clear(); // bounds the cache; too rare to need a finer choice
      rememberedSize.set(token.length());
    }
    Instant again = now.plus(REMEMBERED_FOR);
    remembered.put(
        token, new Known(caller, again.isBefore(caller.expiresAt()) ? again : caller.expiresAt()));
    return caller;
  }

  /** Returns how many tokens are cached. */
  int remembered() {
    return remembered.size();
  }

  private Caller verify(String token, Instant now) {
    SignedJWT signed = parse(token);
    try {
      JWTClaimsSet claims = processor.process(signed, null);
      Validity validity = rules.check(claims, now);
      Map<String, Object> reddot = claims.getJSONObjectClaim("reddot");
      return Caller.of(
              claims.getSubject(),
              groups(claims),
              filters(reddot, "subscribe"),
              filters(reddot, "publish"),
              validity)
          .sharing(filters(reddot, "share"));
    } catch (BadJWSException e) {
      throw Problem.unauthorized(
          "The token's signature is wrong: it was made with another key or the token was changed.");
    } catch (BadJOSEException | JOSEException | ParseException e) {
      throw notValid();
    }
  }

  /**
   * Parses a token. For some malformed tokens, such as one with a null header, the library throws
   * undeclared exceptions.
   */
  private SignedJWT parse(String token) {
    JWT jwt;
    try {
      jwt = JWTParser.parse(token);
      if (jwt.getJWTClaimsSet() == null || !named(jwt)) {
        throw notValid();
      }
    } catch (ParseException | RuntimeException e) {
      throw notValid();
    }
    if (jwt instanceof SignedJWT signed) {
      return signed;
    }
    throw Problem.unauthorized("The token must be signed with " + taken() + ".");
  }

  /**
   * Whether the subject, if there is one, is a string, as RFC 7519 requires. The library converts a
   * number to its digits, and 7 and 7.0 would be two users.
   */
  private static boolean named(JWT jwt) throws ParseException {
    if (!(jwt instanceof SignedJWT signed)) {
      return true; // refused later, because it is not signed
    }
    Map<String, Object> claims = signed.getPayload().toJSONObject();
    return claims != null && !(claims.get("sub") instanceof Number);
  }

  private Problem notValid() {
    return Problem.unauthorized(
        "The token is not valid: it must be a JWT with 'sub' and 'exp', signed with "
            + taken()
            + ".");
  }

  private static Set<String> groups(JWTClaimsSet claims) throws ParseException {
    List<String> groups = claims.getStringListClaim("groups");
    if (groups == null) {
      return Set.of();
    }
    if (groups.contains(null)) {
      throw new ParseException("a group is null", 0);
    }
    return new HashSet<>(groups);
  }

  private static List<TopicFilter> filters(@Nullable Map<String, Object> claim, String name)
      throws ParseException {
    Object value = claim == null ? null : claim.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new ParseException("reddot." + name + " is not an array of strings", 0);
    }
    try {
      return list.stream().map(String.class::cast).map(TopicFilter::new).toList();
    } catch (Problem e) {
      throw Problem.unauthorized(
          "The token's claim reddot." + name + " is not valid: " + e.detail());
    }
  }
}
