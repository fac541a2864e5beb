package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.WebSocketSubscriber;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Tickets, revocation, and sessions that go on with another token, over every transport. */
public class AdmissionIT extends DeployedWar {
  private static final String POLLS = ".*POLL";

  private final String topic = newTopic();
  private final String user = "u-" + UUID.randomUUID();
  private final Jwt jwt = Jwt.of(user, topic + "/#");

  private Site as(Jwt other) {
    return site().as(other.token());
  }

  private String ticket() throws Exception {
    return as(jwt).done("POST", "api/tickets", "").getString("ticket");
  }

  private Subscriber subscribe(Transport transport, String credential) throws Exception {
    return transport.subscribe(site().as(credential), "latest", topic + "/a");
  }

  private static int expectRefused(Subscriber subscriber) throws Exception {
    int status = subscriber.expect("refused").getInt("status");
    subscriber.close();
    return status;
  }

  /** A stream gets a goodbye: MQTT's has a code of its own. A poll is refused. */
  public static void expectRevoked(Transport transport, Subscriber subscriber) throws Exception {
    switch (transport) {
      case POLL, LONG_POLL -> assertEquals(401, subscriber.expect("refused").getInt("status"));
      case MQTT, MQTT_WEBSOCKET -> {
        assertEquals(0x98, subscriber.expect("goodbye").getInt("code"));
        subscriber.expect("closed");
      }
      default -> {
        JsonObject goodbye = subscriber.expect("goodbye");
        assertEquals(4403, goodbye.getInt("code"));
        assertEquals("revoked", goodbye.getString("reason"));
        assertFalse(goodbye.getBoolean("reconnect"));
        int code = subscriber.expect("closed").getInt("code");
        assertEquals(transport.isWebSocket() ? 4403 : 0, code);
      }
    }
    subscriber.closeExhausted();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_NONE, names = POLLS)
  void aTicketOpensOneConnectionAndNoMore(Transport transport) throws Exception {
    String ticket = ticket();
    try (Subscriber subscriber = subscribe(transport, ticket)) {
      subscriber.hello();
      site().publish(topic + "/a", "x");
      assertEquals("x", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
    assertEquals(401, expectRefused(subscribe(transport, ticket)));
  }

  @Test
  void aTicketIsTakenWhereATokenIsAndOnce() throws Exception {
    String path = "api/poll?topic=" + topic + "/a";
    for (String form : Set.of("token", "ticket")) {
      String ticket = ticket();
      assertEquals(200, get(path + "&" + form + "=" + ticket).statusCode());
      assertProblem(401, get(path + "&" + form + "=" + ticket));
    }
    String ticket = ticket();
    assertEquals(200, site().as(ticket).get(path).statusCode());
    assertProblem(401, site().as(ticket).get(path));
    assertProblem(401, get(path + "&ticket=rdt-" + "A".repeat(43)));
    assertProblem(401, get(path + "&ticket=rdt-'"));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return Site.HTTP.send(
        HttpRequest.newBuilder(site().uri(path)).build(), BodyHandlers.ofString());
  }

  @Test
  void aTicketHasTheRightsOfItsTokenAndIsWorthNoOther() throws Exception {
    Site bearer = as(jwt);
    assertEquals(
        200, site().as(ticket()).post(publication(topic + "/a")).statusCode(), "as the token may");
    assertProblem(403, site().as(ticket()).post(publication("elsewhere")));
    assertProblem(403, site().as(ticket()).get("api/poll?topic=elsewhere"));
    assertProblem(403, site().as(ticket()).send("POST", "api/tickets", ""));
    JsonObject given = bearer.done("POST", "api/tickets", "");
    assertTrue(given.getString("ticket").matches("rdt-[A-Za-z0-9_-]{43}"));
    Instant end = Instant.parse(given.getString("expiresAt"));
    assertFalse(end.isAfter(Instant.now().plusSeconds(31)));
    Instant soon = Instant.now().plusSeconds(10);
    Site brief = as(jwt.until(soon));
    assertFalse(
        Instant.parse(brief.done("POST", "api/tickets", "").getString("expiresAt")).isAfter(soon));
  }

  private static String publication(String topic) {
    return "{\"topic\":\"%s\",\"data\":1}".formatted(topic);
  }

  @Test
  void aUserHasOnlySoManyTicketsWaiting() throws Exception {
    for (int i = 0; i < 100; i++) {
      ticket();
    }
    assertProblem(429, as(jwt).send("POST", "api/tickets", ""));
    assertEquals(200, as(Jwt.of("other-" + user)).send("POST", "api/tickets", "").statusCode());
  }

  @ParameterizedTest
  @EnumSource
  void revokingATokenEndsItsSessionsAtOnceAndNoOthers(Transport transport) throws Exception {
    Jwt other = Jwt.of(user, topic + "/#");
    try (Subscriber revoked = subscribe(transport, jwt.token());
        Subscriber spared = subscribe(transport, other.token())) {
      revoked.hello();
      spared.hello();
      revoke(jwt);
      expectRevoked(transport, revoked);
      assertEquals(401, expectRefused(subscribe(transport, jwt.token())));
      site().publish(topic + "/a", "x");
      assertEquals("x", spared.message().getString("data"));
      spared.closeExhausted();
    }
  }

  private void revoke(Jwt token) throws Exception {
    site()
        .done(
            "POST",
            "api/tokens/" + token.id() + "/revoke",
            "{\"expiresAt\":\"" + token.expiresAt() + "\"}");
  }

  @Test
  void aRevokedTokenDoesNothingAnyMoreNorDoesATicketOfIt() throws Exception {
    String ticket = ticket();
    Site bearer = as(jwt);
    String path = "api/poll?topic=" + topic + "/a";
    assertEquals(200, bearer.get(path).statusCode(), "it is remembered as a good one");
    revoke(jwt);
    assertProblem(401, bearer.get(path));
    assertProblem(401, bearer.get("api/messages?topic=" + topic + "/a"));
    assertProblem(401, bearer.post(publication(topic + "/a")));
    assertProblem(401, bearer.send("POST", "api/tickets", ""));
    assertProblem(401, site().as(ticket).get(path));
    assertEquals(0, site().history(topic + "/a").size());
  }

  @ParameterizedTest
  @EnumSource
  void disconnectingAUserEndsAllItsSessionsUntilItHasANewToken(Transport transport)
      throws Exception {
    Jwt undated = Jwt.of(user, topic + "/#").withoutIssue();
    try (Subscriber dated = subscribe(transport, jwt.token());
        Subscriber other = subscribe(transport, undated.token())) {
      dated.hello();
      other.hello();
      site().done("POST", "api/users/" + user + "/disconnect", "");
      Instant then = Instant.now();
      expectRevoked(transport, dated);
      expectRevoked(transport, other);
      assertEquals(401, expectRefused(subscribe(transport, jwt.token())));
      assertEquals(401, expectRefused(subscribe(transport, undated.token())));
      Await.until(
          "the next second, for a token tells no more of its issue",
          () -> Instant.now().getEpochSecond() > then.getEpochSecond());
      try (Subscriber again = subscribe(transport, Jwt.of(user, topic + "/#").token())) {
        again.hello();
        again.closeExhausted();
      }
    }
  }

  @Test
  void onlyOperatorsRevokeAndDisconnect() throws Exception {
    Site bearer = as(jwt);
    assertProblem(403, bearer.send("POST", "api/tokens/" + jwt.id() + "/revoke", ""));
    assertProblem(403, bearer.send("POST", "api/users/" + user + "/disconnect", ""));
    for (String body :
        Set.of(
            "x",
            "[]",
            "{\"expiresAt\":1}",
            "{\"expiresAt\":\"soon\"}",
            "{\"expiresAt\":\"+999999999-12-31T23:59:59Z\"}",
            "{\"until\":\"2030-01-01T00:00:00Z\"}")) {
      assertProblem(400, site().send("POST", "api/tokens/" + jwt.id() + "/revoke", body));
    }
    assertProblem(400, site().send("POST", "api/tokens/a%C2%85b/revoke", ""));
    assertProblem(400, site().send("POST", "api/tokens/" + "x".repeat(257) + "/revoke", ""));
    assertProblem(400, site().send("POST", "api/users/a+b/disconnect", ""));
    assertEquals(200, bearer.get("api/poll?topic=" + topic + "/a").statusCode());
    site().done("POST", "api/tokens/urn:x:" + user + "/revoke", "{}");
  }

  @ParameterizedTest
  @EnumSource(names = {"IFRAME", "SSE", "WEBSOCKET"})
  void aSessionGoesOnWithATokenThatIsBroughtApart(Transport transport) throws Exception {
    Instant end = Instant.now().plusSeconds(8);
    try (Subscriber subscriber =
        transport.subscribe(
            site().as(jwt.until(end).token()), "latest", topic + "/a", topic + "/b")) {
      String session = subscriber.hello().getString("session");
      Jwt less = Jwt.of(user, topic + "/a");
      assertEquals(202, renew(session, site().as(ticketOf(less))));
      JsonObject renewed = subscriber.expect("token");
      assertEquals(
          less.expiresAt().getEpochSecond(),
          Instant.parse(renewed.getString("expiresAt")).getEpochSecond());
      assertEquals("[\"" + topic + "/b\"]", renewed.get("unsubscribed").toString());

      String before = site().head();
      assertEquals(
          404, renew(session, as(Jwt.of("mallory", "#"))), "what is not one's own is none");
      assertEquals(404, renew("nobodys", as(less)));
      assertEquals(before, site().head(), "nothing was stored");
      Await.until("the first token has ended", () -> Instant.now().isAfter(end.plusSeconds(2)));
      site().publish(topic + "/b", "not for it");
      site().publish(topic + "/a", "x");
      assertEquals("x", subscriber.message().getString("data"));
      revoke(less);
      expectRevoked(transport, subscriber);
    }
  }

  private String ticketOf(Jwt token) throws Exception {
    return as(token).done("POST", "api/tickets", "").getString("ticket");
  }

  private static int renew(String session, Site bearer) throws Exception {
    return bearer.send("POST", "api/sessions/" + session + "/token", "").statusCode();
  }

  @Test
  void aHeldPollCanBeRenewedToo() throws Exception {
    Site bearer = as(jwt);
    HttpRequest held =
        HttpRequest.newBuilder(site().uri("api/long-poll?wait=20&topic=" + topic + "/a"))
            .header("Authorization", "Bearer " + jwt.token())
            .build();
    var answer = Site.HTTP.sendAsync(held, BodyHandlers.ofString());
    Await.until("held", () -> bearer.get("api/presence/" + user).body().contains("long-poll"));
    String session =
        bearer
            .done("GET", "api/presence/" + user, "")
            .getJsonArray("sessions")
            .getJsonObject(0)
            .getString("session");
    assertEquals(202, renew(session, as(Jwt.of(user, topic + "/a"))));
    revoke(jwt);
    site().publish(topic + "/a", "x");
    assertEquals(200, answer.get().statusCode(), "it is no longer the old token's");
  }

  @Test
  void aWebSocketGoesOnWithATokenThatItSays() throws Exception {
    Instant end = Instant.now().plusSeconds(8);
    WebSocketSubscriber socket =
        (WebSocketSubscriber)
            Transport.WEBSOCKET.subscribe(
                site().as(jwt.until(end).token()), "latest", topic + "/a", topic + "/b");
    try (socket) {
      socket.hello();
      socket.send("{\"type\":\"token\",\"token\":\"junk\",\"ref\":1}");
      assertEquals(401, socket.expect("error").getInt("status"));
      socket.send(command(Jwt.of("mallory", "#").token()));
      assertEquals(403, socket.expect("error").getInt("status"));
      socket.send("{\"type\":\"token\"}");
      assertEquals(400, socket.expect("error").getInt("status"));

      Jwt same = Jwt.of(user, topic + "/#");
      socket.send(command(ticketOf(same)));
      assertFalse(socket.expect("token").containsKey("unsubscribed"));
      Jwt less = Jwt.of(user, topic + "/a");
      socket.send(command(less.token()));
      JsonObject renewed = socket.expect("token");
      assertEquals(7, renewed.getInt("ref"));
      assertEquals("[\"" + topic + "/b\"]", renewed.get("unsubscribed").toString());
      revoke(same);
      socket.send("{\"type\":\"subscribe\",\"topic\":\"%s/b\"}".formatted(topic));
      assertEquals(403, socket.expect("error").getInt("status"));
      socket.send("{\"type\":\"publish\",\"topic\":\"%s/b\",\"data\":1}".formatted(topic));
      assertEquals(403, socket.expect("error").getInt("status"));

      Await.until("the first token has ended", () -> Instant.now().isAfter(end.plusSeconds(2)));
      socket.send("{\"type\":\"publish\",\"topic\":\"%s/a\",\"data\":1}".formatted(topic));
      Set<String> both = Set.of(socket.next().getString("type"), socket.next().getString("type"));
      assertEquals(Set.of("published", "message"), both);
      revoke(less);
      expectRevoked(Transport.WEBSOCKET, socket);
    }
  }

  private static String command(String credential) {
    return "{\"type\":\"token\",\"ref\":7,\"token\":\"" + credential + "\"}";
  }

  /** It does not hang up when it is told so, but goes on talking. */
  @Test
  void whoWasToldGoodbyeIsHeardNoMore() throws Exception {
    WebSocketSubscriber socket = (WebSocketSubscriber) subscribe(Transport.WEBSOCKET, jwt.token());
    try (socket) {
      socket.hello();
      revoke(jwt);
      String publish = "{\"type\":\"publish\",\"topic\":\"%s/b\",\"data\":1}".formatted(topic);
      try {
        for (int i = 0; i < 200; i++) {
          socket.send(publish);
        }
      } catch (RuntimeException closed) {
        // which is what the server wants
      }
      JsonObject next = socket.next();
      while (next.getString("type").equals("error")) {
        assertEquals(401, next.getInt("status"));
        next = socket.next();
      }
      assertEquals("goodbye", next.getString("type"));
      socket.expect("closed");
    }
    assertEquals(0, site().history(topic + "/b").size());
  }
}
