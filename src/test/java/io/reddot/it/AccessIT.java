package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.TokenSigner;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.ServerSettings;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in, and how it may show who it is. */
class AccessIT extends DeployedWar {
  @Test
  void takesATokenByHeaderParameterAndCookie() throws Exception {
    String path = "api/poll?topic=" + newTopic();
    assertEquals(200, send(to(path).header("Authorization", "Bearer " + Site.TOKEN)).statusCode());
    assertEquals(200, send(to(path + "&token=" + Site.TOKEN)).statusCode());
    assertEquals(200, send(to(path).header("Cookie", "reddot-token=" + Site.TOKEN)).statusCode());
    assertProblem(401, send(to(path)));
  }

  @Test
  void aCookieCountsForPagesOfOursOnly() throws Exception {
    String path = "api/poll?topic=" + newTopic();
    assertProblem(403, send(withCookie(path).header("Origin", "https://evil.example")));
    // a frame or a link of another site, where browsers name no origin
    assertProblem(403, send(withCookie(path).header("Sec-Fetch-Site", "cross-site")));
    assertProblem(403, send(withCookie("api/iframe").header("Sec-Fetch-Site", "same-site")));
    assertEquals(200, send(withCookie(path).header("Sec-Fetch-Site", "same-origin")).statusCode());
  }

  @Test
  void whatChangesSomethingByCookieNeedsTheHeader() throws Exception {
    String topic = newTopic();
    String json = "{\"topic\":\"%s\",\"data\":1}".formatted(topic);
    assertProblem(403, send(withCookie("api/messages").POST(BodyPublishers.ofString(json))));
    assertProblem(
        403, send(withCookie("api/topics/" + topic).POST(BodyPublishers.ofString("plain"))));
    assertProblem(403, send(withCookie("api/messages/x").DELETE()));
    assertProblem(
        403, send(withCookie("api/inbox/read").POST(BodyPublishers.ofString("{\"all\":true}"))));
    assertEquals(List.of(), site().history(topic));
    HttpRequest.Builder good =
        withCookie("api/messages")
            .header("X-Reddot-CSRF", "1")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    assertEquals(200, send(good).statusCode());
    assertEquals(1, site().history(topic).size());
  }

  @Test
  void putsTheTokenIntoACookieThatNoScriptReadsAndTakesItAway() throws Exception {
    String token = Site.token("alice", List.of(), List.of(), List.of());
    HttpResponse<String> set =
        send(
            to("api/cookie")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody()));
    assertEquals(204, set.statusCode(), set.body());
    String cookie = set.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.startsWith("reddot-token=" + token), cookie);
    List<String> said =
        Stream.of(cookie.split(";")).map(each -> each.trim().toLowerCase()).toList();
    assertTrue(said.contains("httponly") && said.contains("samesite=strict"), cookie);
    assertTrue(said.contains("path=/reddot/api") && !said.contains("secure"), cookie);
    assertTrue(said.stream().anyMatch(each -> each.matches("max-age=3[56]\\d\\d")), cookie);
    HttpResponse<String> secure =
        send(
            to("api/cookie")
                .header("Authorization", "Bearer " + token)
                .header("X-Forwarded-Proto", "https")
                .POST(BodyPublishers.noBody()));
    assertTrue(
        secure.headers().firstValue("Set-Cookie").orElseThrow().toLowerCase().contains("secure"));
    assertProblem(
        400,
        send(withCookie("api/cookie").header("X-Reddot-CSRF", "1").POST(BodyPublishers.noBody())));

    assertProblem(403, send(withCookie("api/cookie").DELETE()));
    HttpResponse<String> removed = send(to("api/cookie").header("X-Reddot-CSRF", "1").DELETE());
    assertEquals(204, removed.statusCode());
    String gone = removed.headers().firstValue("Set-Cookie").orElseThrow().toLowerCase();
    assertTrue(gone.contains("max-age=0") && gone.contains("path=/reddot/api"), gone);
  }

  private HttpRequest.Builder withCookie(String path) {
    return to(path).header("Cookie", "reddot-token=" + Site.TOKEN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void turnsAwayABadTokenAndStoresNothing(String what, String token) throws Exception {
    String topic = newTopic();
    assertProblem(
        401,
        send(
            to("api/messages")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"topic\":\"%s\",\"data\":1}".formatted(topic)))));
    for (String path :
        List.of(
            "api/messages",
            "api/poll",
            "api/long-poll",
            "api/iframe",
            "api/sse",
            "api/presence",
            "api/websocket",
            "api/nowhere")) {
      assertProblem(401, send(to(path).header("Authorization", "Bearer " + token)));
    }
    assertEquals(List.of(), site().history(topic));
  }

  static Stream<Arguments> badTokens() {
    String[] parts = Site.TOKEN.split("\\.");
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes());
    return Stream.of(
        Arguments.of("none at all", ""),
        Arguments.of("no token", "junk"),
        Arguments.of(
            "an expired one",
            new TokenSigner(ServerSettings.SECRET, InstantSource.system())
                .write("x", List.of(), List.of("#"), List.of("#"), Instant.now().minusSeconds(90))),
        Arguments.of(
            "one signed with another key",
            new TokenSigner("x".repeat(32), InstantSource.system())
                .write("x", List.of(), List.of("#"), List.of("#"), Instant.now().plusSeconds(90))),
        Arguments.of("one without a signature", parts[0] + '.' + parts[1] + '.'),
        Arguments.of("one that says there is none", none + '.' + parts[1] + '.'));
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"IFRAME", "SSE", "WEBSOCKET", "MQTT", "MQTT_WEBSOCKET"})
  void aSessionEndsWithItsToken(Transport transport) throws Exception {
    Site guest = site().as(Site.token("brief", List.of(), List.of("it/#"), List.of(), 6));
    try (Subscriber subscriber = transport.subscribe(guest, "latest", newTopic())) {
      subscriber.hello();
      boolean mqtt = transport.name().startsWith("MQTT");
      assertEquals(mqtt ? 0x87 : 4401, subscriber.expect("goodbye").getInt("code"));
    }
    try (Subscriber subscriber = transport.subscribe(guest, "latest", newTopic())) {
      assertEquals(401, subscriber.expect("refused").getInt("status"));
    }
  }

  /** What is wrong with a filter is said of that filter; the others of the request are no news. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aFilterBeyondTheGrantsIsRefusedAndNamed(Transport transport) throws Exception {
    Site guest = site().as(Site.token("alice", List.of(), List.of("it/+"), List.of()));
    for (String beyond :
        List.of("#", "it/#", "+/+", "user/bob", "user/+", "$inbox/alice", "$SYS/#", "group/g")) {
      try (Subscriber subscriber = transport.subscribe(guest, "earliest", "it/x", beyond)) {
        JsonObject refused = subscriber.expect("refused");
        assertEquals(403, refused.getInt("status"), refused::toString);
        String body = refused.getString("body");
        if (transport.isWebSocket()) { // Java's client has no eyes for it
          body = guest.get("api/websocket?" + Site.query("earliest", "it/x", beyond)).body();
        }
        // MQTT names it by its place in the SUBACK.
        assertTrue(body.contains(beyond) || transport.name().startsWith("MQTT"), body);
      }
    }
  }

  @Test
  void refusesToPublishWithoutAGrantAndStoresNothing() throws Exception {
    String topic = newTopic();
    String token = Site.token("mallory", List.of(), List.of("#"), List.of("open/#"));
    HttpResponse<String> response =
        send(
            to("api/messages")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "[{\"topic\":\"open/%1$s\",\"data\":1},{\"topic\":\"%1$s\",\"data\":1}]"
                            .formatted(topic))));
    assertProblem(403, response);
    assertEquals(List.of(), site().history("open/" + topic));
  }

  @Test
  void showsPresenceToItsOwnerAndToOperators() throws Exception {
    String token = Site.token("bob", List.of(), List.of(), List.of());
    assertEquals(200, send(to("api/presence/bob?token=" + token)).statusCode());
    assertProblem(403, send(to("api/presence/alice?token=" + token)));
    try (Subscriber alice =
        Transport.WEBSOCKET.subscribe(
            site().as(Site.token("alice", List.of(), List.of("#"), List.of())), "latest", "x")) {
      alice.hello();
      assertTrue(site().get("api/presence").body().contains("\"alice\""));
      assertEquals("{\"users\":[]}", send(to("api/presence?token=" + token)).body());
      alice.closeExhausted();
    }
  }

  @Test
  void handsOutDemoTokensForTheDemoTopicsOnly() throws Exception {
    HttpResponse<String> response = send(to("api/demo/token?user=alice"));
    assertEquals(200, response.statusCode());
    String token = Site.object(response.body()).getString("token");
    assertEquals(200, send(to("api/poll?topic=demo/x&token=" + token)).statusCode());
    assertProblem(403, send(to("api/poll?topic=user/bob&token=" + token)));
    assertProblem(400, send(to("api/demo/token?user=a/b")));
    assertProblem(400, send(to("api/demo/token?role=king")));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(site().uri(path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return Site.HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
