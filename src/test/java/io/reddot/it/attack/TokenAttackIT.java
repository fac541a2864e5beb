package io.reddot.it.attack;

import static io.reddot.fixture.attack.Forgery.EC;
import static io.reddot.fixture.attack.Forgery.HS256;
import static io.reddot.fixture.attack.Forgery.RSA;
import static io.reddot.fixture.attack.Forgery.claims;
import static io.reddot.fixture.attack.Forgery.encoded;
import static io.reddot.fixture.attack.Forgery.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import io.reddot.fixture.Issuer;
import io.reddot.fixture.ServerSettings;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.it.AdmissionIT;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that nobody gave out, at every door. */
@ResourceLock(Attack.SERVER)
class TokenAttackIT {
  private static final byte[] KEY = ServerSettings.SECRET.getBytes(UTF_8);
  private static final String HMAC = "HmacSHA256";

  @RegisterExtension final Attack attack = new Attack();

  @ParameterizedTest(name = "{0}")
  @MethodSource({"unsigned", "confused", "asymmetric", "tampered", "claimed", "junk"})
  void getsNobodyIn(String what, String token) throws Exception {
    Site site = attack.site().as(token);
    String bearer = "Authorization: Bearer " + token + "\r\n";
    String cookie = "Cookie: reddot-token=" + token + "\r\n";
    for (String door :
        List.of(
            "GET api/messages",
            "POST api/messages",
            "POST api/topics/it/x",
            "GET api/inbox",
            "POST api/inbox/read",
            "GET api/presence",
            "POST api/tickets",
            "POST api/cookie",
            "POST api/tokens/x/revoke",
            "POST api/users/bob/disconnect",
            "POST api/sessions/x/token",
            "GET api/groups",
            "PUT api/groups/g/members/mallory",
            "GET api/scheduled",
            "DELETE api/messages/x",
            "GET api/websocket")) {
      String[] call = door.split(" ");
      byte[] body = body(call[0]);
      for (String headers : List.of(bearer, cookie)) {
        RawHttp.call(
                site, call[0], call[1], headers + "Content-Length: " + body.length + "\r\n", body)
            .assertProblem(401);
      }
    }
    RawHttp.call(site, "GET", "api/poll?token=" + Site.encode(token), "", new byte[0])
        .assertProblem(401);
    for (Transport transport : Transport.values()) {
      try (Subscriber refused = transport.subscribe(site, "earliest", "#")) {
        assertEquals(401, refused.expect("refused").getInt("status"), transport::toString);
      }
    }
  }

  /** The default skew lets a token in whose issuer's clock is 25 seconds ahead. */
  @ParameterizedTest
  @EnumSource
  void fromAClockAheadIsEndedByADisconnectToo(Transport transport) throws Exception {
    String bob = attack.bob();
    long issuedAt = Instant.now().plusSeconds(25).getEpochSecond();
    Site ahead = attack.site().as(signed(HS256, claims(bob).add("iat", issuedAt).build()));
    assertEquals(200, RawHttp.get(ahead, "api/inbox").status());
    try (Subscriber subscriber = transport.subscribe(ahead, "latest", "everyone")) {
      subscriber.hello();
      attack.site().done("POST", "api/users/" + bob + "/disconnect", "");
      attack.stored(1); // the event that other nodes read
      AdmissionIT.expectRevoked(transport, subscriber);
    }
    assertTrue(Instant.now().getEpochSecond() < issuedAt, "the clock is still ahead");
    RawHttp.get(ahead, "api/inbox").assertProblem(401);
    try (Subscriber again = transport.subscribe(ahead, "latest", "everyone")) {
      assertEquals(401, again.expect("refused").getInt("status"));
    }
  }

  private static byte[] body(String method) {
    return (method.equals("POST") ? "{\"topic\":\"it/x\",\"data\":1}" : "").getBytes(UTF_8);
  }

  static Stream<Arguments> unsigned() {
    String payload = encoded(claims("mallory", "operator").build().toString());
    String good = signed(HS256, claims("mallory", "operator").build());
    String signature = good.substring(good.lastIndexOf('.') + 1);
    return Stream.of("none", "None", "NONE", "nOnE", "", "HS256 ")
        .flatMap(
            alg -> {
              String unsigned =
                  encoded("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}") + '.' + payload;
              return Stream.of(
                  Arguments.of("alg '" + alg + "', no signature", unsigned + '.'),
                  Arguments.of("alg '" + alg + "', some signature", unsigned + '.' + signature));
            });
  }

  static Stream<Arguments> confused() {
    JsonObject claims = claims("mallory", "operator").build();
    String own =
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"%s\"}}"
            .formatted(encoded("k".repeat(32)));
    byte[] zeros = new byte[64];
    return Stream.of(
        Arguments.of("no alg", signed("{\"typ\":\"JWT\"}", claims)),
        Arguments.of("no string as alg", signed("{\"alg\":256}", claims)),
        Arguments.of("RS256 by our secret", signed("{\"alg\":\"RS256\"}", claims)),
        Arguments.of("ES256 by our secret", signed("{\"alg\":\"ES256\"}", claims)),
        Arguments.of("PS256 by our secret", signed("{\"alg\":\"PS256\"}", claims)),
        Arguments.of(
            "HS512 by our secret",
            signed("{\"alg\":\"HS512\"}", claims.toString(), "HmacSHA512", KEY)),
        Arguments.of(
            "ES256 of zeros",
            encoded("{\"alg\":\"ES256\"}")
                + '.'
                + encoded(claims.toString())
                + '.'
                + encoded(zeros)),
        Arguments.of(
            "its own key in the header",
            signed(own, claims.toString(), HMAC, "k".repeat(32).getBytes(UTF_8))),
        Arguments.of(
            "a file as key",
            signed(
                "{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\"}",
                claims.toString(),
                HMAC,
                new byte[1])),
        Arguments.of(
            "SQL as key",
            signed(
                "{\"alg\":\"HS256\",\"kid\":\"x' UNION SELECT 'k'--\"}",
                claims.toString(),
                HMAC,
                "k".getBytes(UTF_8))),
        Arguments.of(
            "a critical header", signed("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", claims)),
        Arguments.of(
            "another type", signed("{\"alg\":\"HS256\",\"typ\":\"secevent+jwt\"}", claims)),
        Arguments.of(
            "encrypted", encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAA.AAAA.AAAA"),
        Arguments.of(
            "encrypted by a password, a billion rounds",
            encoded(
                    "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AAAA\",\"p2c\":2000000000}")
                + ".AAAA.AAAA.AAAA.AAAA"));
  }

  /** The issuer's public keys are known to everybody; a secret they are not. */
  static Stream<Arguments> asymmetric() throws Exception {
    JsonObject claims = claims("mallory", "operator").build();
    String payload = claims.toString();
    String header = "{\"alg\":\"HS256\",\"kid\":\"rsa\"}";
    byte[] der = RSA.toRSAKey().toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    JWK stranger = Forgery.generated(() -> Issuer.rsa("rsa"));
    String embedded = "{\"alg\":\"RS256\",\"jwk\":" + stranger.toPublicJWK().toJSONString() + "}";
    String strangers = Forgery.issued(stranger, claims);
    String good = Forgery.issued(RSA, claims);
    return Stream.of(
        Arguments.of("the public key as secret", signed(header, payload, HMAC, der)),
        Arguments.of("its PEM as secret", signed(header, payload, HMAC, pem.getBytes(UTF_8))),
        Arguments.of(
            "its PEM without the last line break as secret",
            signed(header, payload, HMAC, pem.strip().getBytes(UTF_8))),
        Arguments.of(
            "its modulus as secret",
            signed(header, payload, HMAC, RSA.toRSAKey().getModulus().decode())),
        Arguments.of(
            "its JWK as secret",
            signed(header, payload, HMAC, RSA.toPublicJWK().toJSONString().getBytes(UTF_8))),
        Arguments.of("a stranger's key of the same id", strangers),
        Arguments.of(
            "a stranger's key in the header",
            encoded(embedded) + strangers.substring(strangers.indexOf('.'))),
        Arguments.of(
            "a signature of zeros",
            encoded("{\"alg\":\"ES256\",\"kid\":\"ec\"}")
                + '.'
                + encoded(payload)
                + '.'
                + encoded(new byte[64])),
        Arguments.of(
            "the signature of other claims",
            good.substring(0, good.indexOf('.'))
                + '.'
                + encoded(claims("root", "operator").build().toString())
                + good.substring(good.lastIndexOf('.'))),
        Arguments.of(
            "another key's algorithm",
            encoded("{\"alg\":\"RS256\",\"kid\":\"ec\"}") + good.substring(good.indexOf('.'))),
        Arguments.of(
            "a longer algorithm of the right key",
            encoded("{\"alg\":\"RS512\",\"kid\":\"rsa\"}") + good.substring(good.indexOf('.'))),
        Arguments.of(
            "issued for elsewhere",
            Forgery.issued(RSA, claims("mallory").add("aud", "elsewhere").build())),
        Arguments.of(
            "expired", Forgery.issued(EC, claims("mallory").add("exp", 1_000_000_000).build())));
  }

  /** Lest all of these fail because nothing is let in. */
  @Test
  void whatIsRightIsLetIn() throws Exception {
    for (String token :
        List.of(
            Forgery.token("mallory"),
            Forgery.issued(RSA, claims("mallory").build()),
            Forgery.issued(EC, claims("mallory").build()))) {
      assertEquals(200, RawHttp.get(attack.site().as(token), "api/inbox").status());
    }
  }

  static Stream<Arguments> tampered() {
    String good = signed(HS256, claims("mallory").build());
    String[] parts = good.split("\\.");
    String more = encoded(claims("mallory", "operator").build().toString());
    String flipped = (parts[2].startsWith("A") ? 'B' : 'A') + parts[2].substring(1);
    return Stream.of(
        Arguments.of("more claims", parts[0] + '.' + more + '.' + parts[2]),
        Arguments.of("another signature", parts[0] + '.' + parts[1] + '.' + flipped),
        Arguments.of("a shorter signature", good.substring(0, good.length() - 4)),
        Arguments.of("a longer signature", good + "AAAA"),
        Arguments.of("no signature", parts[0] + '.' + parts[1] + '.'),
        Arguments.of("no signature, no dot", parts[0] + '.' + parts[1]),
        Arguments.of("one part more", good + ".x"),
        Arguments.of(
            "another key",
            signed(HS256, claims("mallory").build().toString(), HMAC, new byte[32])));
  }

  static Stream<Arguments> claimed() {
    long now = Instant.now().getEpochSecond();
    Stream<Arguments> subjects =
        Stream.of(
                "",
                "a/b",
                "a+",
                "#",
                "../bob",
                "a\nb",
                "a\u0000",
                "\u2028",
                "\u0085",
                "x".repeat(129))
            .map(sub -> claim("the subject '" + sub.strip() + "'", "sub", Json.createValue(sub)));
    return Stream.concat(
        subjects,
        Stream.of(
            Arguments.of("no subject", signed(HS256, claims("mallory").remove("sub").build())),
            Arguments.of("no end", signed(HS256, claims("mallory").remove("exp").build())),
            claim("expired", "exp", Json.createValue(now - 3600)),
            claim("expired before 1970", "exp", Json.createValue(-1)),
            claim("a text as end", "exp", Json.createValue("tomorrow")),
            claim("not yet valid", "nbf", Json.createValue(now + 3600)),
            claim("for another audience", "aud", Json.createValue("elsewhere")),
            claim(
                "for other audiences",
                "aud",
                Json.createArrayBuilder().add("reddot2").add("").build()),
            Arguments.of("for no audience", signed(HS256, claims("mallory").remove("aud").build())),
            claim("of another issuer", "iss", Json.createValue("https://issuer.example.evil")),
            Arguments.of("of no issuer", signed(HS256, claims("mallory").remove("iss").build())),
            claim("a number as subject", "sub", Json.createValue(7)),
            claim("an object as subject", "sub", JsonValue.EMPTY_JSON_OBJECT),
            claim("a text as groups", "groups", Json.createValue("operator")),
            claim("numbers as groups", "groups", Json.createArrayBuilder().add(1).build()),
            claim("a text as grants", "reddot", Json.createValue("#")),
            claim(
                "no filter in the grants",
                "reddot",
                Json.createObjectBuilder()
                    .add("subscribe", Json.createArrayBuilder().add("a/#/b"))
                    .build()),
            Arguments.of("no object", signed(HS256, "[]", HMAC, KEY)),
            Arguments.of("no JSON", signed(HS256, "sub=mallory", HMAC, KEY)),
            Arguments.of("nested deep", signed(HS256, "[".repeat(5_000), HMAC, KEY))));
  }

  private static Arguments claim(String what, String name, JsonValue value) {
    return Arguments.of(what, signed(HS256, claims("mallory").add(name, value).build()));
  }

  static Stream<Arguments> junk() {
    return Stream.of(
        Arguments.of("dots", ".."),
        Arguments.of("many dots", ".".repeat(3_000)),
        Arguments.of("no Base64", "a!.b!.c!"),
        Arguments.of("a header nested deep", encoded("[".repeat(2_500)) + ".e30.AAAA"),
        Arguments.of("an empty header", encoded("{}") + ".e30.AAAA"),
        Arguments.of("two thousand letters", "a".repeat(2_000)));
  }

  /** A site may let its users choose the names of groups: they must not reach into others. */
  @Test
  void aGroupIsNoFilter() throws Exception {
    Site site = attack.site().as(Forgery.token("mallory", "#", "+", "a/#", "../user/bob", ""));
    for (String filter : List.of("group/secret", "group/+", "group/#", "group/a/b", "user/bob")) {
      RawHttp.get(site, "api/messages?topic=" + Site.encode(filter)).assertProblem(403);
    }
  }

  /** The server never asks anybody for the key that a token tells of. */
  @Test
  void sendsTheServerNowhere() throws Exception {
    try (ServerSocket bait = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + bait.getLocalPort() + "/keys";
      for (String header : List.of("jku", "x5u", "kid", "iss")) {
        String token =
            signed("{\"alg\":\"RS256\",\"" + header + "\":\"" + url + "\"}", claims("m").build());
        RawHttp.get(attack.site().as(token), "api/inbox").assertProblem(401);
      }
      bait.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, bait::accept);
    }
  }

  @Test
  void sizesBeyondReasonGetNobodyIn() throws Exception {
    for (int size : List.of(10_000, 60_000, 1_000_000)) {
      Site site = attack.site().as("a".repeat(size));
      Answer answer = RawHttp.get(site, "api/inbox");
      assertTrue(List.of(0, 400, 401, 413, 431).contains(answer.status()), answer::toString);
      answer.assertTellsNoInsides();
      answer = RawHttp.call(site, "GET", "api/inbox?token=" + site.token(), "", new byte[0]);
      assertTrue(List.of(0, 400, 401, 413, 414, 431).contains(answer.status()), answer::toString);
      answer.assertTellsNoInsides();
    }
    try (Subscriber refused =
        Transport.MQTT.subscribe(attack.site().as("a".repeat(65_000)), "earliest", "#")) {
      assertEquals(401, refused.expect("refused").getInt("status"));
    }
  }

  /** What is wrong is said, but no token is said again: not in the answer and not in the log. */
  @Test
  void tokensAreNotRepeated() throws Exception {
    String token = signed(HS256, claims("mallory").add("exp", 1).build());
    Answer answer = RawHttp.get(attack.site().as(token), "api/inbox?token=" + token);
    answer.assertProblem(401);
    assertTrue(!answer.body().contains(token.substring(0, 20)), answer::toString);
    assertTrue(!attack.log().contains(token.substring(token.length() - 20)));
  }
}
