package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.reddot.HandClock;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef";

  private final HandClock clock = new HandClock();
  private final Tokens tokens = new Tokens(SECRET, clock);

  private String token(String user, List<String> groups, List<String> reads, List<String> writes) {
    return tokens.write(user, groups, reads, writes, clock.instant().plusSeconds(600));
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

  private void refused(String token) {
    Problem problem = assertThrows(Problem.class, () -> tokens.read(token));
    assertEquals(401, problem.status());
    assertFalse(problem.detail().contains("eyJ"), "repeats nothing of the token");
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

  @Test
  void refusesATokenThatIsNotValidYet() throws Exception {
    JWTClaimsSet early =
        claims().notBeforeTime(Date.from(clock.instant().plusSeconds(300))).build();
    refused(sign(early, JWSAlgorithm.HS256, SECRET));
  }

  @Test
  void refusesBadGrantsInsteadOfGuessing() throws Exception {
    for (Object subscribe : List.of("demo/#", List.of(1), List.of("a/#/b"))) {
      JWTClaimsSet claims = claims().claim("reddot", Map.of("subscribe", subscribe)).build();
      refused(sign(claims, JWSAlgorithm.HS256, SECRET));
    }
  }
}
