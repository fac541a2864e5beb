package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import io.reddot.fixture.Issuer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.TeamWar;
import io.reddot.fixture.Transport;
import io.reddot.fixture.tokens.TeamApplication;
import io.reddot.fixture.tokens.WhoAmI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whom the container lets in by MicroProfile JWT: the WAR that ships, without any key of its own,
 * with a jar of a team's in it that has the container check bearer tokens.
 */
class ContainerTokenIT {
  private static final String ISSUER = "https://issuer.test";

  private static JWK key;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    key = Issuer.rsa("team");
    JavaArchive jar =
        ShrinkWrap.create(JavaArchive.class, "team.jar")
            .addClasses(TeamApplication.class, WhoAmI.class)
            .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");
    String pem = Base64.getEncoder().encodeToString(key.toRSAKey().toPublicKey().getEncoded());
    server =
        new ServerProcess(
            "container-token",
            TeamWar.with("container-token", jar),
            null,
            Map.of(
                "REDDOT_DEMO", "",
                "REDDOT_JWT_SECRET", "",
                "REDDOT_CONTAINER_PRINCIPAL", "true",
                "REDDOT_CONTAINER_ROLES", "operator,editor",
                "REDDOT_CONTAINER_SESSION_SECONDS", "5",
                "MP_JWT_VERIFY_ISSUER", ISSUER,
                "MP_JWT_VERIFY_PUBLICKEY",
                    "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static JWTClaimsSet.Builder claims(String user, String... groups) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .subject(user)
        .claim("upn", user)
        .issuer(ISSUER)
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(600)))
        .claim("groups", Arrays.asList(groups));
  }

  private static Site as(String user, String... groups) throws Exception {
    return server.site().as(Issuer.sign(key, claims(user, groups).build()));
  }

  @Test
  void letsAUserReadItsOwnAndNothingElse() throws Exception {
    Site anna = as("anna", "editor", "unlisted");
    assertEquals("anna", anna.get("team/who-am-i").body());
    for (String path : List.of("api/poll?", "api/long-poll?wait=0&", "api/messages?")) {
      for (String granted : List.of("user/anna", "everyone", "group/editor")) {
        int status = anna.get(path + "topic=" + granted).statusCode();
        assertTrue(status == 200 || status == 304, () -> granted + " is answered " + status);
      }
      for (String other : List.of("user/otto", "group/operator", "group/unlisted", "%23")) {
        assertProblem(403, anna.get(path + "topic=" + other));
      }
    }
    assertEquals(200, anna.get("api/inbox").statusCode());
  }

  /** Not by a cookie: no other site makes a browser send a bearer token. */
  @Test
  void takesOperatorsByGroupAndNeedsNoHeaderAgainstForgery() throws Exception {
    String message = "{\"topic\":\"it/container-token\",\"data\":1}";
    assertProblem(403, as("anna", "editor").post(message));
    assertEquals(200, as("otto", "operator").post(message).statusCode());
    assertEquals(200, as("otto", "operator").get("api/presence/anna").statusCode());
    assertProblem(403, as("anna", "editor").get("api/presence/otto"));
  }

  @ParameterizedTest
  @EnumSource(names = {"IFRAME", "SSE", "WEBSOCKET"}) // no container looks at MQTT's CONNECT
  void streamsToThemUntilTheirTimeIsOver(Transport transport) throws Exception {
    String user = "anna-" + transport;
    try (Subscriber subscriber = transport.subscribe(as(user), "latest", "user/" + user)) {
      subscriber.hello();
      as("otto", "operator").post("{\"topic\":\"user/" + user + "\",\"data\":\"hello\"}");
      assertEquals("hello", subscriber.message().getString("data"));
      assertEquals(4401, subscriber.expect("goodbye").getInt("code"));
    }
  }

  @Test
  void refusesOtherTokensAndNone() throws Exception {
    Site site = server.site();
    Instant past = Instant.now().minusSeconds(600);
    for (String bad :
        List.of(
            Issuer.sign(Issuer.rsa("team"), claims("anna").build()),
            Issuer.sign(key, claims("anna").issuer("https://other.test").build()),
            Issuer.sign(key, claims("anna").expirationTime(Date.from(past)).build()),
            Site.TOKEN,
            "x")) {
      HttpResponse<String> answer = site.as(bad).get("api/poll?topic=everyone");
      assertEquals(401, answer.statusCode(), bad);
      assertEquals(401, site.as(bad).post("{\"topic\":\"it/bad\",\"data\":1}").statusCode());
    }
    String good = Issuer.sign(key, claims("anna").build());
    assertProblem(401, site.as("").get("api/poll?topic=everyone&token=" + good));
    assertTrue(as("otto", "operator").history("it/bad").isEmpty());
  }

  /** A parameter, since the container takes any bearer for one of its own. */
  @Test
  void givesThemTickets() throws Exception {
    HttpResponse<String> answer = as("anna", "editor").send("POST", "api/tickets", "");
    assertEquals(200, answer.statusCode(), answer.body());
    String ticket = Site.object(answer.body()).getString("ticket");
    HttpRequest request =
        HttpRequest.newBuilder(
                server.site().uri("api/messages?topic=group/editor&ticket=" + ticket))
            .build();
    assertEquals(200, Site.HTTP.send(request, BodyHandlers.ofString()).statusCode());
    assertProblem(401, Site.HTTP.send(request, BodyHandlers.ofString()));
  }
}
