package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import io.reddot.fixture.Await;
import io.reddot.fixture.Issuer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer that publishes its keys, rotates them, and is not always there. */
class IssuerIT {
  private static final String NAME = "https://issuer.test";

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("tester")
        .issuer(NAME)
        .audience("reddot")
        .jwtID(UUID.randomUUID().toString())
        .claim("groups", List.of())
        .claim("reddot", Map.of("subscribe", List.of("it/#"), "publish", List.of("it/#")))
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  private static HttpResponse<String> poll(Site site) throws Exception {
    return site.get("api/poll?topic=it/issuer");
  }

  @Test
  void letsItsUsersInOnEveryTransportWhileItsKeysChange() throws Exception {
    JWK first = Issuer.rsa("first");
    JWK second = Issuer.ec("second");
    try (Issuer issuer = new Issuer()) {
      issuer.answers(exchange -> Issuer.send(exchange, 500, ""));
      try (ServerProcess server =
          new ServerProcess(
              "issuer",
              Map.of(
                  "REDDOT_DEMO", "",
                  "REDDOT_JWT_SECRET", "",
                  "REDDOT_JWT_JWKS_URL", issuer.keys().toString(),
                  "REDDOT_JWT_ISSUER", NAME,
                  "REDDOT_JWT_AUDIENCE", "other,reddot"))) {
        Site site = server.site().as(Issuer.sign(first, claims().build()));
        whileItIsOutOfReach(server, site);

        issuer.publish(first.toPublicJWK());
        Await.until("its keys are fetched", () -> poll(site).statusCode() == 200);
        everyTransportServes(site);
        refusals(server, first);

        issuer.publish(first.toPublicJWK(), second.toPublicJWK());
        Site other = server.site().as(Issuer.sign(second, claims().build()));
        Await.until("its new keys are fetched", () -> poll(other).statusCode() == 200);
        everyTransportServes(other);
        everyTransportServes(site);
      }
    }
  }

  private static void whileItIsOutOfReach(ServerProcess server, Site site) throws Exception {
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> answer = poll(site);
      assertProblem(503, answer);
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    }
    for (Transport mqtt : List.of(Transport.MQTT, Transport.MQTT_WEBSOCKET)) {
      try (Subscriber subscriber = mqtt.subscribe(site, "latest", "it/issuer")) {
        String said = subscriber.expect("refused").toString();
        assertTrue(said.contains("SERVER_UNAVAILABLE"), said);
        subscriber.closeExhausted();
      }
    }
    assertEquals(
        1,
        Files.readString(server.log())
            .lines()
            .filter(line -> line.contains("cannot fetch the keys"))
            .count(),
        "said once in the log");
  }

  private static void everyTransportServes(Site site) throws Exception {
    String topic = "it/" + UUID.randomUUID();
    String start = Site.object(poll(site).body()).getString("cursor");
    for (Transport transport : Transport.values()) {
      try (Subscriber subscriber = transport.subscribe(site, start, topic)) {
        subscriber.hello();
        site.publish(topic, transport.name());
        JsonObject message = subscriber.message();
        while (!message.getString("data").equals(transport.name())) {
          message = subscriber.message();
        }
        subscriber.closeExhausted();
      }
    }
  }

  private static void refusals(ServerProcess server, JWK key) throws Exception {
    for (Map.Entry<String, JWTClaimsSet> wrong :
        Map.of(
                "'aud'", claims().audience("another").build(),
                "'iss'", claims().issuer("https://another.test").build(),
                "expired", claims().expirationTime(new Date(1)).build(),
                "not valid yet", claims().notBeforeTime(new Date(4_000_000_000_000L)).build())
            .entrySet()) {
      Site site = server.site().as(Issuer.sign(key, wrong.getValue()));
      refused(site, wrong.getKey());
    }
    refused(server.site().as(Issuer.sign(Issuer.rsa("first"), claims().build())), "signature");
    refused(server.site().as(Issuer.sign(Issuer.ec("mine"), claims().build())), "does not know");
    refused(server.site(), "algorithm"); // HS256, with a secret that the server was not given
  }

  private static void refused(Site site, String because) throws Exception {
    HttpResponse<String> answer = poll(site);
    assertProblem(401, answer);
    assertTrue(answer.body().contains(because), answer.body());
    try (Subscriber subscriber = Transport.MQTT.subscribe(site, "latest", "it/issuer")) {
      String said = subscriber.expect("refused").toString();
      assertTrue(said.contains("BAD_USERNAME_OR_PASSWORD"), said);
      subscriber.closeExhausted();
    }
  }
}
