package io.reddot.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.reddot.config.Secret;
import io.reddot.fixture.Await;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.Issuer;
import io.reddot.message.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are checked with keys that their issuer publishes, and changes. */
class PublishedKeysTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static JWK first;
  private static JWK second;
  private static JWK curve;

  private final HandClock clock = new HandClock();
  private final ExecutorService refreshing = Executors.newSingleThreadExecutor();
  private Issuer issuer;
  private Tokens tokens;

  @BeforeAll
  static void makeKeys() throws Exception {
    first = Issuer.rsa("first");
    second = Issuer.rsa("second");
    curve = Issuer.ec("curve");
  }

  @BeforeEach
  void open() throws Exception {
    issuer = new Issuer(first.toPublicJWK());
    tokens = tokens(SECRET);
  }

  private Tokens tokens(String secret) {
    return new Tokens(secret == null ? null : Secret.of(secret), keys(), TokenRules.NONE, clock);
  }

  private PublishedKeys keys() {
    return new PublishedKeys(issuer.keys(), TIMEOUT, refreshing, clock);
  }

  @AfterEach
  void close() {
    issuer.close();
    refreshing.shutdownNow();
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("alice")
        .expirationTime(Date.from(clock.instant().plus(Duration.ofDays(1))));
  }

  /** Another one each time: no token is remembered. */
  private String signed(JWK key) throws Exception {
    return Issuer.sign(key, claims().jwtID(String.valueOf(Math.random())).build());
  }

  private Problem refused(int status, String token) {
    Problem problem = assertThrows(Problem.class, () -> tokens.read(token));
    assertEquals(status, problem.status(), problem.detail());
    assertFalse(problem.detail().contains("eyJ"), "repeats nothing of the token");
    return problem;
  }

  private void good(JWK key) throws Exception {
    assertEquals("alice", tokens.read(signed(key)).user());
  }

  @Test
  void takesRsaAndEllipticCurves() throws Exception {
    issuer.publish(first.toPublicJWK(), curve.toPublicJWK());
    good(first);
    good(curve);
    assertEquals(1, issuer.asked());
  }

  @Test
  void takesATokenThatNamesNoKey() throws Exception {
    issuer.publish(second.toPublicJWK(), first.toPublicJWK());
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims().build());
    token.sign(new RSASSASigner((RSAKey) first));
    assertEquals("alice", tokens.read(token.serialize()).user());
  }

  @Test
  void fetchesAnewForAKeyThatItDoesNotKnow() throws Exception {
    good(first);
    issuer.publish(first.toPublicJWK(), second.toPublicJWK());
    good(second);
    good(first);
    assertEquals(2, issuer.asked());
  }

  @Test
  void madeUpKeysDoNotMakeItHammerTheIssuer() throws Exception {
    good(first);
    for (int i = 0; i < 50; i++) {
      Problem problem = refused(401, signed(Issuer.ec("made-up-" + i)));
      assertTrue(problem.detail().contains("does not know"));
    }
    assertTrue(issuer.asked() <= 3, () -> "asked " + issuer.asked() + " times");
    issuer.publish(second.toPublicJWK());
    refused(401, signed(second));
    clock.turn(PublishedKeys.BETWEEN_FETCHES);
    good(second);
  }

  @Test
  void trustsAWithdrawnKeyForMinutesOnly() throws Exception {
    String old = signed(first);
    tokens.read(old);
    issuer.publish(second.toPublicJWK());
    clock.turn(PublishedKeys.KEPT);
    tokens.read(signed(second));
    clock.turn(Tokens.REMEMBERED_FOR);
    assertTrue(refused(401, old).detail().contains("does not know"));
  }

  @Test
  void remembersATokenNoLongerThanAMinute() throws Exception {
    String token = signed(first);
    tokens.read(token);
    issuer.publish(second.toPublicJWK());
    good(second); // the old key is gone from now on
    tokens.read(token);
    clock.turn(Tokens.REMEMBERED_FOR);
    refused(401, token);
  }

  @Test
  void fetchesAheadWhileItGoesOnWithWhatItHas() throws Exception {
    good(first);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    String next = new JWKSet(second.toPublicJWK()).toString();
    issuer.answers(
        exchange -> {
          asked.countDown();
          await(go);
          Issuer.send(exchange, 200, next);
        });
    clock.turn(PublishedKeys.KEPT.minusSeconds(30));
    good(first);
    await(asked);
    good(first); // nobody waits
    go.countDown();
  }

  @Test
  void anOutageIsBorneForAnHour() throws Exception {
    good(first);
    issuer.answers(exchange -> Issuer.send(exchange, 500, "no"));
    for (int minutes = 0; minutes < 60; minutes += 6) {
      good(first);
      clock.turn(Duration.ofMinutes(6));
    }
    clock.turn(PublishedKeys.KEPT);
    assertTrue(refused(503, signed(first)).detail().contains("cannot be fetched"));
    issuer.publish(first.toPublicJWK());
    clock.turn(PublishedKeys.BETWEEN_FETCHES);
    good(first);
  }

  /** A node that is not ready gets no callers, so nobody but the check fetches the keys. */
  @Test
  void aCheckFetchesKeysUntilThereAreSome() throws Exception {
    PublishedKeys keys = keys();
    issuer.answers(exchange -> Issuer.send(exchange, 500, "no"));
    assertEquals("The keys for verifying tokens could not be fetched.", keys.fault());
    Await.until("it was asked", () -> issuer.asked() > 0);
    issuer.publish(first.toPublicJWK());
    Await.until(
        "it was asked again",
        () -> {
          clock.turn(PublishedKeys.BETWEEN_FETCHES);
          return keys.fault() == null;
        });
  }

  @Test
  void isHealthyAsLongAsTheLastKeysAreTrusted() throws Exception {
    PublishedKeys keys = keys();
    keys.warmUp();
    assertNull(keys.fault());
    issuer.answers(exchange -> Issuer.send(exchange, 500, "no"));
    clock.turn(PublishedKeys.KEPT.plus(PublishedKeys.OUTAGE).minusSeconds(1));
    int asked = issuer.asked();
    assertNull(keys.fault());
    Await.until("keys that are due were asked for", () -> issuer.asked() > asked);
    clock.turn(Duration.ofSeconds(2));
    Await.until("nothing is trusted any more", () -> keys.fault() != null);
  }

  /** Idle for hours, with an issuer that answers. */
  @Test
  void keysThatNobodyNeededForHoursAreNoFault() {
    PublishedKeys keys = keys();
    keys.warmUp();
    clock.turn(Duration.ofHours(5));
    assertNull(keys.fault());
  }

  @Test
  void withoutAnyKeysItSaysSoAndGoesOnOnceThereAreSome() throws Exception {
    for (Issuer.Answer trouble :
        List.<Issuer.Answer>of(
            exchange -> Issuer.send(exchange, 404, "{\"keys\":[]}"),
            exchange -> Issuer.send(exchange, 200, "<html>welcome</html>"),
            exchange -> Issuer.send(exchange, 200, "x".repeat(1_000_000)),
            exchange -> {
              exchange.getResponseHeaders().set("Location", issuer.keys() + "?again");
              Issuer.send(exchange, 302, "");
            },
            exchange -> {})) {
      tokens = tokens(SECRET);
      issuer.answers(trouble);
      refused(503, signed(first));
      refused(503, signed(first));
      refused(503, signed(first));
      tokens.read(
          new TokenSigner(SECRET, clock)
              .write("bob", List.of(), List.of(), List.of(), clock.instant().plusSeconds(60)));
      issuer.publish(first.toPublicJWK());
      clock.turn(PublishedKeys.BETWEEN_FETCHES);
      good(first);
    }
  }

  @Test
  void doesNotWaitForEverForAnIssuerThatHangsOrDrips() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    for (Issuer.Answer slow :
        List.<Issuer.Answer>of(
            exchange -> await(over),
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              while (over.getCount() > 0) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
              }
            })) {
      tokens = tokens(SECRET);
      issuer.answers(slow);
      ExecutorService callers = Executors.newFixedThreadPool(8);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String token = signed(first);
        calls.add(callers.submit(() -> refused(503, token)));
      }
      for (Future<?> call : calls) {
        call.get(30, TimeUnit.SECONDS);
      }
      callers.shutdown();
    }
    over.countDown();
  }

  /** Nobody is kept from trying tokens, so made-up keys must not hold every thread there is. */
  @Test
  void onlySoManyWaitForAKeyThatNobodyKnows() throws Exception {
    tokens =
        new Tokens(
            Secret.of(SECRET),
            new PublishedKeys(issuer.keys(), Duration.ofSeconds(20), refreshing, clock),
            TokenRules.NONE,
            clock);
    good(first);
    CountDownLatch go = new CountDownLatch(1);
    String same = new JWKSet(first.toPublicJWK()).toString();
    issuer.answers(
        exchange -> {
          await(go);
          Issuer.send(exchange, 200, same);
        });
    int calls = 3 * PublishedKeys.WAITING;
    String madeUp = signed(curve);
    ExecutorService callers = Executors.newFixedThreadPool(calls);
    CompletionService<Problem> answers = new ExecutorCompletionService<>(callers);
    for (int i = 0; i < calls; i++) {
      answers.submit(() -> assertThrows(Problem.class, () -> tokens.read(madeUp)));
    }
    for (int i = 0; i < calls - PublishedKeys.WAITING; i++) {
      Future<Problem> answer = answers.poll(30, TimeUnit.SECONDS);
      assertNotNull(answer, "more wait than may");
      assertEquals(503, answer.get().status());
      assertNotNull(answer.get().retryAfter());
    }
    good(first); // which waits for nothing
    go.countDown();
    for (int i = 0; i < PublishedKeys.WAITING; i++) {
      assertEquals(401, answers.take().get().status());
    }
    callers.shutdown();
  }

  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    good(first);
    RSAKey key = (RSAKey) first;
    for (byte[] secret :
        List.of(
            key.toPublicKey().getEncoded(),
            key.toPublicJWK().toJSONString().getBytes(UTF_8),
            key.getModulus().decode())) {
      SignedJWT forged =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims().build());
      forged.sign(new MACSigner(secret));
      refused(401, forged.serialize());
      Tokens withoutSecret = tokens(null);
      assertEquals(
          401, assertThrows(Problem.class, () -> withoutSecret.read(forged.serialize())).status());
    }
  }

  /** Whoever has a set's keys may not forge with one that is not for RS256 or ES256. */
  @Test
  void aPublishedKeyServesItsOwnAlgorithmOnly() throws Exception {
    JWK octets = new OctetSequenceKey.Builder(SECRET.getBytes(UTF_8)).keyID("octets").build();
    JWK encrypting = new RSAKeyGenerator(2048).keyID("enc").keyUse(KeyUse.ENCRYPTION).generate();
    JWK weak = new RSAKeyGenerator(1024, true).keyID("weak").keyUse(KeyUse.SIGNATURE).generate();
    JWK other = new RSAKeyGenerator(2048).keyID("other").algorithm(JWSAlgorithm.RS512).generate();
    issuer.answers(
        exchange ->
            Issuer.send(
                exchange,
                200,
                new JWKSet(List.of(octets, encrypting, weak, other)).toString(false)));
    tokens = tokens(null);
    SignedJWT secret =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("octets").build(), claims().build());
    secret.sign(new MACSigner(SECRET));
    refused(401, secret.serialize());
    for (JWK key : List.of(encrypting, weak, other)) {
      RSASSASigner signer = new RSASSASigner(((RSAKey) key).toPrivateKey(), true);
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
              claims().build());
      token.sign(signer);
      refused(401, token.serialize());
    }
  }

  @Test
  void aHeadersOwnKeyIsWorthNothing() throws Exception {
    RSAKey mine = (RSAKey) second;
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("first")
                .jwk(mine.toPublicJWK())
                .jwkURL(issuer.keys())
                .build(),
            claims().build());
    token.sign(new RSASSASigner(mine));
    assertTrue(refused(401, token.serialize()).detail().contains("signature is wrong"));
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("waited too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
