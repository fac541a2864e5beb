package io.reddot.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.reddot.config.Secret;
import io.reddot.fixture.HandClock;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";

  private final HandClock clock = new HandClock();
  private final Tokens tokens = new Tokens(Secret.of(SECRET), null, TokenRules.NONE, clock);
  private final TokenSigner signer = new TokenSigner(SECRET, clock);

  private String token(String user, List<String> groups, List<String> reads, List<String> writes) {
    return signer.write(user, groups, reads, writes, clock.instant().plusSeconds(600));
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("alice")
        .expirationTime(Date.from(clock.instant().plusSeconds(600)));
  }

  private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, String secret)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
    token.sign(new MACSigner(secret));
    return token.serialize();
  }

  private String refused(String token) {
    return refused(tokens, token);
  }

  private static String refused(Tokens tokens, String token) {
    Problem problem = assertThrows(Problem.class, () -> tokens.read(token));
    assertEquals(401, problem.status());
    assertFalse(problem.detail().contains("eyJ"), "repeats nothing of the token");
    return problem.detail();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "iat", "nbf"})
  void refusesATimeInMilliseconds(String claim) throws Exception {
    long millis = clock.millis() + 600_000;
    JWTClaimsSet claims = claims().claim(claim, millis).build();
    String detail = refused(sign(claims, JWSAlgorithm.HS256, SECRET));
    assertTrue(detail.contains("'" + claim + "'") && detail.contains("milliseconds"), detail);
  }

  @Test
  void tellsTheCallerAndItsGrants() {
    Caller caller =
        tokens.read(token("alice", List.of("dev"), List.of("demo/#"), List.of("demo/+")));
    assertEquals("alice", caller.user());
    assertEquals(
        List.of("user/alice", "everyone", "group/dev"),
        caller.inbox().stream().map(TopicFilter::pattern).toList());
    caller.grants().checkRead(caller.inbox());
    caller.grants().checkRead(List.of(new TopicFilter("user/alice/#"), new TopicFilter("demo/#")));
    caller.grants().checkPublish(new Topic("demo/x"));
    assertFalse(caller.operator());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"user/bob", "user/+", "user/#", "#", "+/alice", "group/ops", "demo", "$SYS/x"})
  void grantsNothingBeyond(String filter) {
    Caller caller = tokens.read(token("alice", List.of("dev"), List.of("demo/+"), List.of()));
    Problem problem =
        assertThrows(
            Problem.class, () -> caller.grants().checkRead(List.of(new TopicFilter(filter))));
    assertEquals(403, problem.status());
    assertTrue(problem.detail().contains(filter));
  }

  @Test
  void letsOperatorsDoEverythingButWriteTheServersTopics() {
    Caller operator = tokens.read(token("op", List.of("operator"), List.of(), List.of()));
    assertTrue(operator.operator());
    operator.grants().checkRead(List.of(TopicFilter.ALL));
    operator.grants().checkPublish(new Topic("anything/at/all"));
    assertThrows(Problem.class, () -> operator.grants().checkPublish(new Topic("$SYS/x")));
  }

  @Test
  void grantsNoPublishingUnlessTheTokenDoes() {
    Caller caller = tokens.read(token("alice", List.of(), List.of("#"), List.of()));
    assertThrows(Problem.class, () -> caller.grants().checkPublish(new Topic("user/alice")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "+", "a/b", "", "a\nb"})
  void refusesASubjectThatWouldReachIntoOtherInboxes(String user) {
    refused(token(user, List.of(), List.of(), List.of()));
  }

  @Test
  void ignoresAGroupThatWouldBeAWildcard() {
    Caller caller = tokens.read(token("alice", List.of("#", "+", "a/b"), List.of(), List.of()));
    assertEquals(2, caller.inbox().size());
  }

  @Test
  void endsWithItsTime() {
    String token = token("alice", List.of(), List.of(), List.of());
    tokens.read(token);
    clock.turn(Duration.ofMinutes(12));
    Problem problem = assertThrows(Problem.class, () -> tokens.read(token));
    assertEquals("The token has expired: get a new one.", problem.detail());
  }

  @Test
  void refusesForgeries() throws Exception {
    JWTClaimsSet claims = claims().build();
    tokens.read(sign(claims, JWSAlgorithm.HS256, SECRET));
    refused(sign(claims, JWSAlgorithm.HS256, SECRET.replace('0', 'x')));
    refused(sign(claims, JWSAlgorithm.HS384, SECRET));
    refused(new PlainJWT(claims).serialize());
    String good = sign(claims, JWSAlgorithm.HS256, SECRET);
    String[] parts = good.split("\\.");
    String other = sign(claims().subject("bob").build(), JWSAlgorithm.HS256, SECRET);
    refused(parts[0] + "." + other.split("\\.")[1] + "." + parts[2]);
    refused("");
    refused("nonsense");
    refused("a.b.c");
  }

  @Test
  void refusesATokenWithoutSubjectOrEnd() throws Exception {
    refused(sign(claims().subject(null).build(), JWSAlgorithm.HS256, SECRET));
    refused(sign(claims().expirationTime(null).build(), JWSAlgorithm.HS256, SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "7.0", "1e3", "true", "[\"alice\"]", "{\"a\":1}"})
  void refusesASubjectThatIsNoText(String subject) throws Exception {
    JWSObject token =
        new JWSObject(
            new JWSHeader(JWSAlgorithm.HS256),
            new Payload("{\"sub\":" + subject + ",\"exp\":99999999999}"));
    token.sign(new MACSigner(SECRET));
    refused(token.serialize());
  }

  @Test
  void refusesATokenThatIsNotValidYet() throws Exception {
    Date later = Date.from(clock.instant().plusSeconds(5));
    for (JWTClaimsSet early :
        List.of(claims().notBeforeTime(later).build(), claims().issueTime(later).build())) {
      String token = sign(early, JWSAlgorithm.HS256, SECRET);
      assertTrue(refused(token).contains("not valid yet"));
      clock.turn(Duration.ofSeconds(5));
      tokens.read(token);
      clock.turn(Duration.ofSeconds(-5));
    }
  }

  @Test
  void bearsWithAnIssuersClock() throws Exception {
    Tokens patient =
        new Tokens(
            Secret.of(SECRET), null, new TokenRules(null, Set.of(), Duration.ofSeconds(30)), clock);
    String token =
        sign(
            claims()
                .notBeforeTime(Date.from(clock.instant().plusSeconds(30)))
                .issueTime(Date.from(clock.instant().plusSeconds(30)))
                .build(),
            JWSAlgorithm.HS256,
            SECRET);
    assertEquals(clock.instant().plusSeconds(630), patient.read(token).expiresAt());
    clock.turn(Duration.ofSeconds(629));
    patient.read(token);
    clock.turn(Duration.ofSeconds(1));
    assertTrue(refused(patient, token).contains("expired"));
  }

  @Test
  void takesOnlyTheIssuersTokensForThisSite() throws Exception {
    Tokens strict =
        new Tokens(
            Secret.of(SECRET),
            null,
            new TokenRules("https://issuer.test", Set.of("reddot", "push"), Duration.ZERO),
            clock);
    JWTClaimsSet.Builder right = claims().issuer("https://issuer.test");
    strict.read(sign(right.audience(List.of("a", "push")).build(), JWSAlgorithm.HS256, SECRET));
    for (JWTClaimsSet wrong :
        List.of(right.audience("a").build(), right.audience(List.of()).build())) {
      assertTrue(refused(strict, sign(wrong, JWSAlgorithm.HS256, SECRET)).contains("'aud'"));
    }
    for (String issuer : new String[] {"https://issuer.test/", null}) {
      JWTClaimsSet wrong = claims().audience("reddot").issuer(issuer).build();
      assertTrue(refused(strict, sign(wrong, JWSAlgorithm.HS256, SECRET)).contains("'iss'"));
    }
  }

  @Test
  void whatTheDemoWritesPassesTheSitesOwnRules() {
    TokenRules rules = new TokenRules("https://issuer.test", Set.of("reddot"), Duration.ZERO);
    String token =
        new TokenSigner(Secret.of(SECRET), rules, clock)
            .write("alice", List.of(), List.of(), List.of(), clock.instant().plusSeconds(9));
    assertEquals("alice", new Tokens(Secret.of(SECRET), null, rules, clock).read(token).user());
  }

  @Test
  void saysByWhichTokenACallerWasLetIn() throws Exception {
    Date issued = Date.from(clock.instant());
    JWTClaimsSet claims = claims().jwtID("t-1").issueTime(issued).build();
    assertEquals(
        new Validity("t-1", issued.toInstant(), clock.instant().plusSeconds(600)),
        tokens.read(sign(claims, JWSAlgorithm.HS256, SECRET)).validity());
  }

  /** There is one secret, whatever a header calls it. */
  @Test
  void takesASecretTokenThatNamesAKey() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k-1").build(), claims().build());
    token.sign(new MACSigner(SECRET));
    assertEquals("alice", tokens.read(token.serialize()).user());
  }

  @Test
  void refusesATypeThatIsNoAccessToken() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("logout+jwt"))
                .build(),
            claims().build());
    token.sign(new MACSigner(SECRET));
    refused(token.serialize());
  }

  /** A name is the group with whatever filter; all other groups are the user's own. */
  @Test
  void readsWhichGroupsOfSubscribersAreShared() throws Exception {
    JWTClaimsSet claims =
        claims()
            .claim("reddot", Map.of("share", List.of("workers", "narrow/demo/+", "+/all/#")))
            .build();
    Grants grants = tokens.read(sign(claims, JWSAlgorithm.HS256, SECRET)).grants();
    assertTrue(grants.shares("workers", TopicFilter.ALL));
    assertTrue(grants.shares("workers", new TopicFilter("demo/x")));
    assertTrue(grants.shares("narrow", new TopicFilter("demo/x")));
    assertTrue(grants.shares("any", new TopicFilter("all/x/y")));
    assertFalse(grants.shares("narrow", new TopicFilter("demo/#")));
    assertFalse(grants.shares("workers2", new TopicFilter("demo/x")));
    JWTClaimsSet plain = claims().build();
    assertFalse(
        tokens
            .read(sign(plain, JWSAlgorithm.HS256, SECRET))
            .grants()
            .shares("workers", new TopicFilter("demo/x")));
  }

  @Test
  void refusesBadGrantsInsteadOfGuessing() throws Exception {
    for (Object subscribe : List.of("demo/#", List.of(1), List.of("a/#/b"))) {
      JWTClaimsSet claims = claims().claim("reddot", Map.of("subscribe", subscribe)).build();
      refused(sign(claims, JWSAlgorithm.HS256, SECRET));
    }
    for (Object share : List.of("workers", List.of(1), List.of("a/#/b"))) {
      JWTClaimsSet claims = claims().claim("reddot", Map.of("share", share)).build();
      refused(sign(claims, JWSAlgorithm.HS256, SECRET));
    }
    for (Object groups : List.of("operator", List.of(1), Collections.singletonList(null))) {
      JWTClaimsSet claims = claims().claim("groups", groups).build();
      refused(sign(claims, JWSAlgorithm.HS256, SECRET));
    }
  }

  /** Any bytes a stranger may send end in a refusal, never in a failure that would be logged. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"alg\":null}",
        "{\"alg\":5}",
        "{\"alg\":\"\"}",
        "{\"alg\":\"none\"}",
        "{\"alg\":\"NONE\"}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":\"HS256\",\"typ\":5}",
        "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"HS256\",\"kid\":[]}",
        "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\",\"kid\":\"x\"}",
        "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}",
        "{\"alg\":\"HS256\",\"x5c\":[\"AAAA\"]}"
      })
  void refusesAnyHeader(String header) {
    String head = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(UTF_8));
    String body =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"sub\":\"a\",\"exp\":99999999999}".getBytes(UTF_8));
    for (String token :
        List.of(
            head,
            head + ".",
            head + "." + body,
            head + "." + body + ".",
            head + "." + body + ".AAAA",
            head + ".AAAA.AAAA.AAAA.AAAA",
            "[".repeat(50_000) + "." + body + ".AAAA",
            head + ".bnVsbA.AAAA", // null
            head + ".W10.AAAA", // []
            Base64.getUrlEncoder().encodeToString("[".repeat(50_000).getBytes(UTF_8))
                + "."
                + body
                + ".AAAA")) {
      refused(token);
    }
  }

  @Test
  void remembersSoManyTokensAndSoMuchOfThem() throws Exception {
    String half =
        sign(claims().claim("x", "x".repeat(3 << 20)).build(), JWSAlgorithm.HS256, SECRET);
    String more =
        sign(claims().claim("y", "y".repeat(3 << 20)).build(), JWSAlgorithm.HS256, SECRET);
    assertTrue(half.length() <= 8 << 20 && half.length() + more.length() > 8 << 20);
    tokens.read(half);
    tokens.read(token("alice", List.of(), List.of(), List.of()));
    assertEquals(2, tokens.remembered());
    tokens.read(more);
    assertEquals(1, tokens.remembered(), "the others made room");
    int most = 10_000;
    for (int i = 0; i < most + 5; i++) {
      tokens.read(token("u" + i, List.of(), List.of(), List.of()));
      assertTrue(tokens.remembered() <= most);
    }
  }
}
