package io.reddot.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyConverter;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.reddot.message.Problem;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer publishes (a JWK set, RFC 7517), kept up to date. Thread-safe.
 *
 * <p>The set is kept for five minutes and refreshed in the background shortly before that time
 * ends. A key that is not in the set causes a fetch at once, but at most one every 15 seconds.
 * Otherwise anyone could make us flood the issuer by sending tokens that name made-up keys. While
 * the issuer cannot be reached, the last set stays valid for an hour. A longer time would hardly
 * help, because few tokens live longer, and it would keep a withdrawn key valid for as long.
 */
final class PublishedKeys {
  private static final System.Logger LOGGER = System.getLogger(PublishedKeys.class.getName());

  static final Duration KEPT = Duration.ofMinutes(5);
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(15);
  static final Duration OUTAGE = Duration.ofHours(1);
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /** How long a thread waits while another one fetches. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int MAX_BYTES = 256 * 1024;

  /** The number of threads that may wait at once while the issuer is asked for an unknown key. */
  static final int WAITING = 16;

  /** RFC 7518, section 3.3. */
  private static final int MIN_RSA_BITS = 2048;

  private final URI address;
  private final InstantSource clock;
  private final JWKSetSource<SecurityContext> source;
  private final ExecutorService refreshing;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicBoolean warming = new AtomicBoolean();

  /** When the set was last fetched; null: never. */
  private volatile @Nullable Instant fetched;

  private final Semaphore waiting = new Semaphore(WAITING);

  /**
   * @param refreshing runs the fetches that no caller waits for
   */
  PublishedKeys(URI address, Duration timeout, ExecutorService refreshing, InstantSource clock) {
    this.address = address;
    this.clock = clock;
    this.refreshing = refreshing;
    var built =
        JWKSourceBuilder.create(fetching(url(address), timeout))
            .cache(KEPT.toMillis(), PATIENCE.toMillis())
            .refreshAheadCache(AHEAD.toMillis(), null, refreshing, false, null, false)
            .rateLimited(BETWEEN_FETCHES.toMillis())
            .outageTolerant(OUTAGE.toMillis())
            .build();
    this.source = ((JWKSetBasedJWKSource<SecurityContext>) built).getJWKSetSource();
  }

  private static URL url(URI address) {
    try {
      return address.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(address + " is not a valid URL", e);
    }
  }

  private JWKSetSource<SecurityContext> fetching(URL url, Duration timeout) {
    return new URLBasedJWKSetSource<>(url, new JwksDownload(timeout, MAX_BYTES)) {
      @Override
      public JWKSet getJWKSet(
          JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
          throws KeySourceException {
        try {
          JWKSet set = super.getJWKSet(evaluator, now, context);
          fetched = clock.instant();
          if (failing.getAndSet(false)) {
            LOGGER.log(
                Level.INFO, "the keys for verifying tokens can be fetched again from " + address);
          }
          return set;
        } catch (KeySourceException e) {
          if (!failing.getAndSet(true)) { // once per outage, not per token
            Throwable why = e.getCause() == null ? e : e.getCause();
            LOGGER.log(
                Level.ERROR,
                "cannot fetch the keys for verifying tokens from "
                    + address
                    + " (reddot.jwt.jwks-url): "
                    + why.getMessage());
          }
          throw e;
        }
      }
    };
  }

  /** Fetches the set before a caller has to wait for it. */
  void warmUp() {
    try {
      source.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), clock.millis(), null);
    } catch (KeySourceException e) {
      LOGGER.log(Level.DEBUG, "the first fetch of the keys failed; the cause has been logged", e);
    }
  }

  /**
   * Returns why tokens cannot be verified; null if they can. Fetches keys that are due in the
   * background, because nobody else may: a node that is not ready gets no callers.
   */
  @Nullable String fault() {
    Instant last = fetched;
    Instant now = clock.instant();
    if (last == null || now.isAfter(last.plus(KEPT))) {
      fetchSoon();
    }
    boolean outdated = last == null || now.isAfter(last.plus(KEPT).plus(OUTAGE));
    return outdated && (last == null || failing.get())
        ? "The keys for verifying tokens could not be fetched."
        : null;
  }

  private void fetchSoon() {
    if (!warming.compareAndSet(false, true)) {
      return; // one fetch at a time, however often this is asked
    }
    try {
      refreshing.execute(
          () -> {
            try {
              warmUp();
            } finally {
              warming.set(false);
            }
          });
    } catch (RejectedExecutionException e) {
      warming.set(false);
      LOGGER.log(Level.DEBUG, "the application is stopping", e);
    }
  }

  /**
   * Returns the keys that a token with this header may be signed with; at least one. May have to
   * fetch them.
   *
   * @throws Problem (401) if the issuer has no such key, (503) if there are no keys at all because
   *     the issuer cannot be reached
   */
  List<PublicKey> keys(JWSHeader header) {
    JWKSelector selector = new JWKSelector(matcher(header));
    JWKSet set;
    try {
      set = source.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), clock.millis(), null);
    } catch (KeySourceException e) {
      throw Problem.unavailable(
          "The keys for verifying tokens cannot be fetched right now: retry later.");
    }
    List<JWK> found = selector.select(set);
    if (found.isEmpty()) {
      found = selector.select(newer(set));
    }
    List<PublicKey> keys =
        KeyConverter.toJavaKeys(found).stream()
            .filter(PublicKey.class::isInstance)
            .map(PublicKey.class::cast)
            .toList();
    if (keys.isEmpty()) {
      throw Problem.unauthorized("The token is signed with a key that this site does not know.");
    }
    return keys;
  }

  /**
   * Returns the issuer's current set if the issuer may be asked again already; else {@code set}.
   *
   * <p>Threat: tokens with made-up key names, each of which waits for a slow issuer. They would
   * occupy all of the container's threads.
   *
   * @throws Problem (503) if too many threads wait already
   */
  private JWKSet newer(JWKSet set) {
    if (!waiting.tryAcquire()) {
      throw Problem.unavailable(
          "The token's key is unknown, and too many requests wait for newer keys: retry later.");
    }
    try {
      return source.getJWKSet(
          JWKSetCacheRefreshEvaluator.referenceComparison(set), clock.millis(), null);
    } catch (KeySourceException e) {
      LOGGER.log(Level.DEBUG, "cannot fetch newer keys; the current ones stay in use", e);
      return set;
    } finally {
      waiting.release();
    }
  }

  /** Restricts a key to its own algorithm, whatever the token's header says. */
  private static JWKMatcher matcher(JWSHeader header) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    JWKMatcher.Builder matcher =
        new JWKMatcher.Builder()
            .keyID(header.getKeyID())
            .keyUses(KeyUse.SIGNATURE, null)
            .algorithms(algorithm, null);
    if (algorithm.equals(JWSAlgorithm.RS256)) {
      return matcher.keyType(KeyType.RSA).minKeySize(MIN_RSA_BITS).build();
    }
    if (algorithm.equals(JWSAlgorithm.ES256)) {
      return matcher.keyType(KeyType.EC).curve(Curve.P_256).build();
    }
    throw new IllegalArgumentException(algorithm + " is not verified with published keys");
  }
}
