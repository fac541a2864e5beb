package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.ApiSchemas;
import io.reddot.fixture.Await;
import io.reddot.fixture.HttpApi;
import io.reddot.fixture.HttpApi.Operation;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.attack.RawHttp;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls every operation of the OpenAPI description as it says, and each of its refusals, and
 * compares every answer with it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiDescriptionIT {
  /** Answers that need a full log, a busy server, or another configuration. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "revokeToken 409",
          "revokeTokenNamed 409",
          "disconnectUser 409",
          "disconnectUserNamed 409",
          "demoToken 404",
          "asyncapi 429",
          "openapi 429");

  private static final int BODY_BYTES = 300_000;

  private static ServerProcess server;
  private static HttpApi api;

  private final String topic = next("it/");
  private final String user = next("u-");
  private final String id = next("id-");

  /** Returns a name that no other test uses. */
  private static String next(String prefix) {
    return prefix + UUID.randomUUID();
  }

  @BeforeAll
  static void start() throws Exception {
    server =
        new ServerProcess("api", Map.of("REDDOT_PUBLISH_BODY_BYTES", Integer.toString(BODY_BYTES)));
    api = new HttpApi(ApiSchemas.parse(operator().get("api/openapi.json").body()));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Site operator() {
    return server.site();
  }

  /** A user who may read and write what the tests do. */
  private Site user() {
    return as(user);
  }

  private static Site as(String name) {
    return operator().as(Site.token(name, List.of(), List.of("it/#"), List.of("#")));
  }

  private static JsonObject ok(Site site, String method, String target, String body)
      throws Exception {
    HttpResponse<String> response = call(site, method, target, body);
    assertTrue(response.statusCode() < 300, () -> method + " " + target + ": " + response.body());
    api.checkRequest(api.find(method, target), target, body);
    return response.body().startsWith("{") ? Site.object(response.body()) : null;
  }

  private static void refused(int status, Site site, String method, String target, String body)
      throws Exception {
    HttpResponse<String> response = call(site, method, target, body);
    assertEquals(status, response.statusCode(), () -> method + " " + target + response.body());
  }

  private static HttpResponse<String> call(
      Site site, String method, String target, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.uri(target))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!site.token().isEmpty()) {
      request.header("Authorization", "Bearer " + site.token());
    }
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = Site.HTTP.send(request.build(), BodyHandlers.ofString());
    api.check(api.find(method, target), response.statusCode(), response.headers(), response.body());
    return response;
  }

  @Test
  @Order(1)
  void everyAddressHasTheDescribedMethods() throws Exception {
    Set<String> paths = new TreeSet<>();
    api.operations().values().forEach(each -> paths.add(each.path()));
    for (String path : paths) {
      Set<String> described = new TreeSet<>(Set.of("OPTIONS"));
      for (Operation each : api.operations().values()) {
        if (each.path().equals(path)) {
          described.add(each.method());
          boolean stream = Set.of("sse", "iframe").contains(each.id());
          if (each.method().equals("GET") && !stream) {
            described.add("HEAD");
          }
        }
      }
      HttpResponse<String> answer =
          operator().send("OPTIONS", "api" + path.replaceAll("\\{\\w+}", "x"), "");
      assertEquals(204, answer.statusCode(), path);
      String allow = answer.headers().firstValue("Allow").orElseThrow();
      assertEquals(described, new TreeSet<>(List.of(allow.split(", "))), path);
    }
  }

  @Test
  @Order(1)
  void everyOperationRefusesAsDescribed() throws Exception {
    for (Operation each : api.operations().values()) {
      String target = each.example();
      String query = target + (target.contains("?") ? "&" : "?") + "x=%ff";
      refused(400, operator(), each.method(), query, "");
      if (!each.open()) {
        refused(401, operator().as(""), each.method(), target, "");
        refused(401, operator().as("not.a.token"), each.method(), target, "");
      } else if (each.method().equals("GET") && !each.id().equals("mqtt")) {
        assertNotEquals(401, call(operator().as(""), "GET", target, "").statusCode());
      }
      if (!each.method().equals("GET")) {
        String cookie = "reddot-token=" + operator().token();
        HttpResponse<String> forged =
            call(operator().as(""), each.method(), target, "", "Cookie", cookie);
        assertEquals(403, forged.statusCode(), each.id());
      }
      if (each.forOperators()) {
        refused(403, user(), each.method(), target, "");
      }
    }
  }

  @Test
  @Order(2)
  void publishing() throws Exception {
    String message =
        ("{\"topic\":\"%s\",\"data\":{\"text\":\"Hi\"},\"event\":\"comment\",\"id\":\"%s\","
                + "\"expiresAt\":\"%s\",\"retain\":true,\"traceparent\":null}")
            .formatted(topic, id, Instant.now().plusSeconds(600));
    ok(user(), "POST", "api/messages", message);
    assertTrue(ok(user(), "POST", "api/messages", message).getBoolean("duplicate"));
    refused(409, user(), "POST", "api/messages", message.replace("Hi", "Ho"));
    refused(400, user(), "POST", "api/messages", "{\"topic\":\"a\"}");
    String later = "{\"topic\":\"%s\",\"data\":1,\"sendAt\":\"2030-01-01T00:00:00Z\"}";
    ok(user(), "POST", "api/messages", "[" + later.formatted(topic) + "," + message + "]");
    ok(user(), "POST", "api/messages", later.formatted(topic));
    String large = "\"" + "x".repeat(BODY_BYTES) + "\"";
    refused(413, user(), "POST", "api/messages", large);
    for (String target : List.of("api/topics/" + topic + "?", "api/topics?topic=" + topic + "&")) {
      String raw = next("raw-");
      ok(user(), "POST", target + "id=" + raw + "&event=x&retain=false", "{\"a\":1}");
      ok(user(), "POST", target + "sendAt=2030-01-01T00:00:00Z", "1");
      refused(409, user(), "POST", target + "id=" + raw, "{\"a\":2}");
      refused(413, user(), "POST", target + "event=x", large);
    }
    HttpResponse<String> binary =
        operator().post("api/topics/" + topic, "image/png", new byte[] {-1, 0, 1});
    Operation raw = api.operation("publishRaw");
    api.check(raw, binary.statusCode(), binary.headers(), binary.body());
    JsonObject page = ok(operator(), "GET", "api/messages?topic=" + topic + "&after=earliest", "");
    assertTrue(page.toString().contains("base64"), page::toString);
  }

  @Test
  @Order(2)
  void recallsReceiptsAndReaders() throws Exception {
    String message = "{\"topic\":\"user/" + user + "\",\"data\":1,\"id\":\"%s\"}";
    ok(operator(), "POST", "api/messages", message.formatted(id));
    ok(user(), "POST", "api/inbox/read", "{\"ids\":[\"" + id + "\"]}");
    for (String what : List.of("receipts", "readers")) {
      for (String target :
          List.of("api/messages/" + id + "/" + what, "api/" + what + "?id=" + id)) {
        JsonObject answer = ok(operator(), "GET", target, "");
        assertEquals(1, answer.getInt("read"));
        refused(403, user(), "GET", target, "");
        refused(404, operator(), "GET", target.replace(id, id + "x"), "");
        refused(401, operator().as(""), "GET", target, "");
      }
    }
    ok(operator(), "GET", "api/messages/" + id + "/receipts?user=" + user, "");
    try (Subscriber reader = Transport.SSE.subscribe(user(), "latest", topic)) {
      reader.hello();
      String other = operator().publish(topic, "x").getString("id");
      reader.message();
      ok(operator(), "GET", "api/receipts?user=" + user + "&id=" + other, "");
      ok(operator(), "GET", "api/receipts?user=" + user + "&id=" + id, "");
    }
    ok(operator(), "GET", "api/readers?limit=1&after=&id=" + id, "");
    for (String sender : List.of("one-", "two-")) {
      ok(as(sender + user), "POST", "api/messages", message.formatted(id + "-both"));
    }
    for (String target : List.of("api/messages/%s/receipts", "api/receipts?id=%s")) {
      refused(409, operator(), "GET", target.formatted(id + "-both"), "");
      String readers = target.replace("receipts", "readers");
      refused(409, operator(), "GET", readers.formatted(id + "-both"), "");
    }
    ok(operator(), "GET", "api/messages/" + id + "-both/receipts?sender=one-" + user, "");
    for (String target : List.of("api/messages/%s", "api/messages?id=%s")) {
      refused(409, operator(), "DELETE", target.formatted(id + "-both"), "");
      refused(404, operator(), "DELETE", target.formatted("nothing-" + id), "");
      refused(403, user(), "DELETE", target.formatted(id), "");
    }
    ok(operator(), "DELETE", "api/messages/" + id, "");
    ok(operator(), "DELETE", "api/messages?sender=one-" + user + "&id=" + id + "-both", "");
    String later =
        "{\"topic\":\"%s\",\"data\":1,\"id\":\"%s\",\"sendAt\":\"2030-01-01T00:00:00Z\"}";
    ok(user(), "POST", "api/messages", later.formatted(topic, id + "-later"));
    assertTrue(ok(user(), "DELETE", "api/messages/" + id + "-later", "").getBoolean("cancelled"));
    assertTrue(
        ok(
                operator(),
                "GET",
                "api/messages?after=earliest&topic=" + Site.encode("user/" + user),
                "")
            .toString()
            .contains("recall"));
  }

  @Test
  @Order(2)
  void historyAndSearch() throws Exception {
    String cursor = user().publish(topic, "an apple").getString("cursor");
    ok(user(), "GET", "api/messages?limit=1&after=earliest&topic=" + topic, "");
    String search = "api/messages?topic=" + topic + "&order=newest&text=APPLE&sender=" + user;
    JsonObject found = ok(user(), "GET", search + "&from=2020-01-01T00:00:00Z", "");
    assertEquals(user, found.getJsonArray("messages").getJsonObject(0).getString("sender"));
    ok(user(), "GET", search + "&until=2040-01-01T00:00:00Z&before=" + cursor, "");
    refused(403, user(), "GET", "api/messages?sender=somebody", "");
    refused(400, user(), "GET", "api/messages?after=" + cursor + "&order=newest", "");
    ok(operator(), "GET", "api/messages?event=audit&topic=" + Site.encode("$audit/#"), "");
  }

  @Test
  @Order(2)
  void retained() throws Exception {
    for (int i = 0; i < 2; i++) {
      String message = "{\"topic\":\"%s/%s\",\"data\":1,\"retain\":true}".formatted(topic, i);
      ok(user(), "POST", "api/messages", message);
    }
    String filter = Site.encode(topic + "/#");
    String next = ok(user(), "GET", "api/retained?limit=1&topic=" + filter, "").getString("next");
    ok(operator(), "GET", "api/retained?user=%s&after=%s".formatted(user, Site.encode(next)), "");
    refused(403, user(), "GET", "api/retained?user=somebody", "");
    JsonObject removed = ok(user(), "DELETE", "api/retained?topic=" + filter, "");
    assertEquals(2, removed.getInt("removed"));
  }

  @Test
  @Order(2)
  void scheduled() throws Exception {
    String later = "{\"topic\":\"%s\",\"data\":%s,\"id\":\"%s\",\"sendAt\":\"%s\"}";
    String soon = "2030-01-01T00:00:00Z";
    ok(user(), "POST", "api/messages", later.formatted(topic, 1, id, soon));
    ok(user(), "POST", "api/messages", later.formatted(topic, 1, id + "-2", soon));
    JsonObject page = ok(operator(), "GET", "api/scheduled?limit=1&user=" + user, "");
    ok(user(), "GET", "api/scheduled?after=" + page.getString("next"), "");
    refused(403, user(), "GET", "api/scheduled?user=somebody", "");
    String sent = later.formatted(topic, 1, id + "-sent", Instant.now().plusMillis(300));
    ok(user(), "POST", "api/messages", sent);
    Await.until("sent", () -> user().history(topic).toString().contains(id + "-sent"));
    for (String target : List.of("api/scheduled/%s", "api/scheduled?id=%s")) {
      String mine = target.formatted(id);
      String changed = later.formatted(topic, 2, id, soon);
      HttpResponse<String> answer = call(user(), "PUT", mine, changed, "If-Match", "*");
      assertEquals(200, answer.statusCode(), answer.body());
      api.checkRequest(api.find("PUT", mine), mine, changed);
      refused(428, user(), "PUT", mine, changed);
      assertEquals(412, call(user(), "PUT", mine, changed, "If-Match", "\"0\"").statusCode());
      String gone = target.formatted(id + "-gone");
      String other = later.formatted(topic, 2, id + "-gone", soon);
      assertEquals(404, call(user(), "PUT", gone, other, "If-Match", "*").statusCode());
      String late = target.formatted(id + "-sent");
      String again = later.formatted(topic, 2, id + "-sent", soon);
      assertEquals(409, call(user(), "PUT", late, again, "If-Match", "*").statusCode());
      String large = "\"" + "x".repeat(BODY_BYTES) + "\"";
      assertEquals(413, call(user(), "PUT", mine, large, "If-Match", "*").statusCode());
      refused(404, user(), "DELETE", gone, "");
      refused(409, user(), "DELETE", late, "");
    }
    ok(user(), "DELETE", "api/scheduled/" + id, "");
    ok(user(), "DELETE", "api/scheduled?id=" + id + "-2", "");
  }

  @Test
  @Order(2)
  void presenceAndSessions() throws Exception {
    try (Subscriber reader = Transport.WEBSOCKET.subscribe(user(), "latest", topic)) {
      String session = reader.hello().getString("session");
      ok(operator(), "GET", "api/presence?limit=1&transport=websocket", "");
      ok(user(), "GET", "api/presence", "");
      ok(user(), "GET", "api/presence?user=" + user, "");
      JsonObject one = ok(operator(), "GET", "api/presence/" + user, "");
      assertTrue(one.getBoolean("online"));
      refused(403, user(), "GET", "api/presence/somebody", "");
      refused(403, user(), "GET", "api/presence?user=somebody", "");
      ok(user(), "POST", "api/sessions/" + session + "/token", "");
      refused(404, as("somebody"), "POST", "api/sessions/" + session + "/token", "");
      refused(404, operator(), "POST", "api/sessions/none/disconnect", "");
      ok(operator(), "POST", "api/sessions/" + session + "/disconnect", "");
    }
  }

  @Test
  @Order(2)
  void inbox() throws Exception {
    String message = "{\"topic\":\"user/" + user + "\",\"data\":1,\"event\":\"e\",\"id\":\"%s\"}";
    ok(operator(), "POST", "api/messages", message.formatted(id));
    for (String sender : List.of("one-", "two-")) {
      ok(as(sender + user), "POST", "api/messages", message.formatted(id + "-both"));
    }
    JsonObject page = ok(user(), "GET", "api/inbox?limit=2&filter=unread&event=e", "");
    String cursor = page.getJsonArray("messages").getJsonObject(1).getString("cursor");
    ok(user(), "GET", "api/inbox?before=" + cursor, "");
    ok(user(), "GET", "api/inbox/unread", "");
    String ids = "{\"ids\":[\"%s\"]}";
    for (String mark : List.of("read", "unread", "archive", "unarchive")) {
      String target = "api/inbox/" + mark;
      ok(user(), "POST", target, ids.formatted(id));
      ok(user(), "POST", target, ids.formatted(id + "\",\"none\",\"" + id + "-both"));
      ok(user(), "POST", target, "{\"cursors\":[\"" + cursor + "\"]}");
      refused(404, user(), "POST", target, ids.formatted("none"));
      refused(409, user(), "POST", target, ids.formatted(id + "-both"));
      refused(413, user(), "POST", target, " ".repeat(BODY_BYTES));
    }
    ok(user(), "POST", "api/inbox/read", "{\"upTo\":\"" + cursor + "\"}");
    ok(user(), "POST", "api/inbox/read", "{\"all\":true}");
    ok(user(), "POST", "api/inbox/seen", "{\"upTo\":\"" + cursor + "\"}");
    ok(user(), "POST", "api/inbox/seen", "{\"all\":true}");
    refused(413, user(), "POST", "api/inbox/seen", " ".repeat(BODY_BYTES));
  }

  @Test
  @Order(2)
  void groups() throws Exception {
    String group = "g-" + user;
    for (int i = 0; i < 100; i++) {
      ok(
          operator(),
          "PUT",
          "api/groups/members?user=full-%s&group=%s-%d".formatted(user, group, i),
          "");
    }
    String named = "api/groups/members?group=" + group;
    for (String target : List.of(named, "api/groups/" + group + "/members")) {
      ok(operator(), "POST", target, "{\"users\":[\"ann\",\"" + user + "\"]}");
      ok(operator(), "GET", target + (target.equals(named) ? "&" : "?") + "limit=1&after=a", "");
      refused(409, operator(), "POST", target, "{\"users\":[\"full-" + user + "\"]}");
      refused(413, operator(), "POST", target, " ".repeat((1 << 20) + 1));
    }
    for (String target : List.of(named + "&user=", "api/groups/" + group + "/members/")) {
      ok(operator(), "PUT", target + "bob", "");
      refused(409, operator(), "PUT", target + "full-" + user, "");
      ok(operator(), "DELETE", target + "bob", "");
    }
    ok(operator(), "GET", "api/groups?limit=1", "");
    ok(user(), "GET", "api/groups", "");
  }

  @Test
  @Order(2)
  void accessAndRevocation() throws Exception {
    ok(user(), "POST", "api/tickets", "");
    HttpResponse<String> set = call(user(), "POST", "api/cookie", "");
    assertEquals(204, set.statusCode(), set.body());
    HttpResponse<String> removed =
        call(user().as(""), "DELETE", "api/cookie", "", "X-Reddot-CSRF", "1");
    assertEquals(204, removed.statusCode(), removed.body());
    ok(user().as(""), "GET", "api/demo/token?user=alice&role=operator", "");
    assertEquals(
        403,
        call(user().as(""), "GET", "api/demo/token", "", "X-Forwarded-For", "192.0.2.1")
            .statusCode());
    String until = "{\"expiresAt\":\"" + Instant.now().plusSeconds(600) + "\"}";
    Jwt held = Jwt.of("held-" + user, topic);
    String later = "{\"topic\":\"%s\",\"data\":1,\"sendAt\":\"2030-01-01T00:00:00Z\"}";
    ok(operator().as(held.token()), "POST", "api/messages", later.formatted(topic));
    ok(operator(), "POST", "api/tokens/" + held.id() + "/revoke", until);
    ok(operator(), "POST", "api/tokens/revoke?id=" + id, "");
    for (String target : List.of("api/tokens/" + id + "/revoke", "api/tokens/revoke?id=" + id)) {
      refused(413, operator(), "POST", target, " ".repeat(5_000));
    }
    ok(operator(), "GET", "api/scheduled?user=" + held.user(), "");
    ok(operator(), "POST", "api/scheduled/release?user=" + held.user(), "");
    ok(operator(), "POST", "api/users/" + held.user() + "/disconnect", "");
    ok(operator(), "DELETE", "api/scheduled?user=" + held.user(), "");
    ok(operator(), "POST", "api/users/disconnect?user=" + held.user(), "");
  }

  @Test
  @Order(2)
  void polls() throws Exception {
    String cursor = operator().publish(topic, "x").getString("cursor");
    for (String target : List.of("api/poll?", "api/long-poll?wait=1&")) {
      ok(user(), "GET", target + "topic=" + topic + "&after=earliest", "");
      ok(user(), "GET", target + "topic=" + topic + "&after=earliest&conflate=1", "");
      ok(user(), "GET", target + "unread=&after=earliest", "");
      refused(403, as("somebody"), "GET", target + "topic=secret", "");
      HttpResponse<String> same =
          call(user(), "GET", target + "topic=" + topic, "", "If-None-Match", '"' + cursor + '"');
      assertEquals(304, same.statusCode(), same.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "iframe"})
  @Order(2)
  void streams(String name) throws Exception {
    refused(403, as("somebody"), "GET", "api/" + name + "?topic=secret", "");
    HttpResponse<InputStream> stream =
        Site.HTTP.send(
            user().request("api/" + name + "?after=latest&topic=" + topic).build(),
            BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    api.check(api.operation(name), 200, stream.headers(), null);
    stream.body().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "mqtt"})
  @Order(2)
  void webSockets(String name) throws Exception {
    handshake(101, name, "13", "topic=" + topic, "");
    handshake(426, name, "8", "", "");
    if (name.equals("websocket")) {
      handshake(403, name, "13", "topic=secret", "");
    } else {
      handshake(403, name, "13", "", "Origin: https://evil.example\r\n");
    }
  }

  private void handshake(int status, String name, String version, String query, String more)
      throws Exception {
    try (RawHttp connection = new RawHttp(user())) {
      String headers =
          RawHttp.bearer(user())
              + more
              + (name.equals("mqtt") ? "Sec-WebSocket-Protocol: mqtt\r\n" : "")
              + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
              + version
              + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
      connection.say(RawHttp.request(user(), "GET", "api/" + name + "?" + query, headers));
      var head = connection.head();
      assertEquals(status, head.status(), head.head());
      String body = status == 101 ? null : connection.rest(head).body();
      api.check(api.operation(name), status, headers(head.head()), body);
    }
  }

  private static HttpHeaders headers(String head) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    head.lines()
        .skip(1)
        .filter(line -> line.contains(":"))
        .forEach(line -> all.put(line.split(":", 2)[0], List.of(line.split(":", 2)[1].trim())));
    return HttpHeaders.of(all, (name, value) -> true);
  }

  @Test
  @Order(3)
  void operating() throws Exception {
    ok(operator().as(""), "GET", "api/health", "");
    ok(operator(), "GET", "api/metrics", "");
    String open = "application/openmetrics-text; version=1.0.0";
    assertEquals(200, call(operator(), "GET", "api/metrics", "", "Accept", open).statusCode());
    refused(403, user(), "GET", "api/metrics", "");
    ok(operator(), "GET", "api/console/audience?topic=everyone&topic=group/g&topic=" + topic, "");
    for (String kind : List.of("user", "group", "topic")) {
      ok(operator(), "GET", "api/console/known?limit=5&prefix=&kind=" + kind, "");
    }
    Await.until(
        "samples",
        () ->
            !ok(operator(), "GET", "api/console/overview", "")
                .getJsonObject("samples")
                .getJsonArray("at")
                .isEmpty());
    ok(operator(), "GET", "api/console/drain", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openapi", "asyncapi"})
  @Order(3)
  void descriptionsNeedNoTokenAndAreCached(String name) throws Exception {
    String target = "api/" + name + ".json";
    HttpResponse<String> answer = call(operator().as(""), "GET", target, "");
    assertEquals(200, answer.statusCode());
    String version = ApiSchemas.parse(answer.body()).at("/info/version").asText();
    String own = ok(operator(), "GET", "api/console/overview", "").getString("version");
    assertEquals(own, version);
    String etag = answer.headers().firstValue("ETag").orElseThrow();
    assertEquals(
        304, call(operator().as(""), "GET", target, "", "If-None-Match", etag).statusCode());
    assertEquals("no-cache", answer.headers().firstValue("Cache-Control").orElse("none"));
    assertTrue(answer.body().getBytes(UTF_8).length > 10_000);
  }

  @Test
  @Order(4)
  void aDrainedNode() throws Exception {
    ok(operator(), "POST", "api/console/drain?seconds=0", "");
    refused(503, operator(), "GET", "api/poll?topic=" + topic, "");
    refused(503, operator(), "GET", "api/long-poll?topic=" + topic, "");
    refused(503, operator(), "GET", "api/sse?topic=" + topic, "");
    refused(503, operator(), "GET", "api/iframe?topic=" + topic, "");
  }

  @Test
  @Order(5)
  void everyDescribedAnswerWasGiven() {
    assertEquals(
        Set.of(),
        api.unseen(
            answer ->
                ELSEWHERE.contains(answer)
                    || answer.endsWith(" default")
                    || answer.endsWith(" 429")
                    || answer.endsWith(" 503")));
  }
}
