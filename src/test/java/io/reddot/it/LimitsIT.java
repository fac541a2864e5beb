package io.reddot.it;

import static io.reddot.fixture.LimitedServer.ADDRESS_SESSIONS;
import static io.reddot.fixture.LimitedServer.BURST;
import static io.reddot.fixture.LimitedServer.USER_SESSIONS;
import static io.reddot.it.PublishingIT.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.LimitedServer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.WebSocketSubscriber;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks too much over HTTP and WebSocket is told so; nobody else notices. */
@ResourceLock(LimitedServer.SHARED)
class LimitsIT {
  private static final String POLL = "api/poll?topic=it/x";
  private static ServerProcess server;

  private final String topic = "it/" + UUID.randomUUID();

  /** Follows the test's topic from another address, whatever else happens. */
  private Subscriber witness;

  @BeforeAll
  static void start() throws Exception {
    server = LimitedServer.shared();
  }

  @BeforeEach
  void watch() throws Exception {
    witness = Transport.WEBSOCKET.subscribe(site(), "latest", topic);
    witness.hello();
  }

  /** Somebody else can do everything still, and hears nothing of what was refused. */
  @AfterEach
  void nobodyElseIsDisturbed() throws Exception {
    try (Subscriber closing = witness) {
      site().publish(topic, "undisturbed");
      JsonObject message = closing.message();
      while (!message.getString("data").equals("undisturbed")) {
        assertEquals("taken", message.getString("data"));
        message = closing.message();
      }
      closing.closeExhausted();
    }
    Await.until("all have left", () -> !sessions().contains("\"session\""));
  }

  private static String sessions() throws Exception {
    return operator().get("api/presence").body();
  }

  private static Site operator() {
    String user = UUID.randomUUID().toString();
    return server.site().as(Site.token(user, List.of("operator"), List.of(), List.of()));
  }

  private static Site site() {
    return server.site().as(LimitedServer.newcomer());
  }

  private static HttpResponse<String> from(String address, HttpRequest.Builder request)
      throws Exception {
    return Site.HTTP.send(
        request.header("X-Forwarded-For", address).build(), BodyHandlers.ofString());
  }

  private static void assertLimited(String property, HttpResponse<String> response) {
    assertProblem(429, response);
    JsonObject problem = Site.object(response.body());
    assertTrue(problem.getString("detail").contains("(reddot.limit." + property + ")"));
    long seconds = response.headers().firstValueAsLong("Retry-After").orElseThrow();
    long millis = problem.getJsonNumber("retryAfter").longValue();
    assertTrue(seconds >= 1 && millis > 0 && millis <= 1_000 * seconds, problem.toString());
  }

  /** A call again and again. */
  private interface Call {
    HttpResponse<String> once(int number) throws Exception;
  }

  /** The answer that is not 2xx; at least as many as the bucket holds are before it. */
  private static HttpResponse<String> untilRefused(Call call) throws Exception {
    for (int i = 0; i < 100 * BURST; i++) {
      HttpResponse<String> response = call.once(i);
      if (response.statusCode() >= 400) {
        assertTrue(i >= BURST, "refused after " + i);
        return response;
      }
    }
    throw new AssertionError("never refused");
  }

  private String message(String id) {
    return "{\"topic\":\"%s\",\"data\":\"taken\",\"id\":\"%s\"}".formatted(topic, id);
  }

  private void assertNotStored(String id) throws Exception {
    assertFalse(
        site().history(topic).stream().anyMatch(message -> message.getString("id").equals(id)));
  }

  @Test
  void refusesToPublishMoreThanOneMay() throws Exception {
    Site site = site();
    String[] last = new String[1];
    assertLimited(
        "user.publishes-per-second",
        untilRefused(
            i -> {
              last[0] = topic + "-" + i;
              return site.post(message(last[0]));
            }));
    assertNotStored(last[0]);
    assertLimited(
        "user.publishes-per-second",
        untilLimited(
            i -> {
              last[0] = topic + "-later-" + i;
              String scheduled = ",\"sendAt\":\"" + Instant.now().plusSeconds(86_400) + "\"}";
              return site.post(message(last[0]).replace("}", scheduled));
            }));
    assertProblem(404, operator().delete("api/scheduled/" + last[0]));
    assertLimited(
        "user.publishes-per-second",
        untilLimited(
            i -> {
              last[0] = topic + "-raw-" + i;
              String path = "api/topics/" + topic + "?id=" + last[0];
              return site.post(path, "application/json", "\"taken\"".getBytes(UTF_8));
            }));
    assertNotStored(last[0]);
  }

  /** The bucket may have got another one meanwhile. */
  private static HttpResponse<String> untilLimited(Call call) throws Exception {
    for (int i = 0; i < 100; i++) {
      HttpResponse<String> response = call.once(i);
      if (response.statusCode() == 429) {
        return response;
      }
    }
    throw new AssertionError("never refused");
  }

  /** One who may publish nothing tries as often as one who may: no more. */
  @ParameterizedTest
  @CsvSource({
    "api/messages, '{\"topic\":\"it/x\",\"data\":1}', 403",
    "api/messages, '{\"topic\":\"it/x\"}', 400",
    "api/messages, '[', 400",
    "api/topics/it/x, 1, 403",
    "api/topics/it/+, 1, 400",
    "api/topics/it/x?retain=on, 1, 400",
  })
  void countsRefusedPublishes(String path, String body, int status) throws Exception {
    Site nobody = nobody();
    HttpResponse<String> last = null;
    for (int i = 0; last == null || last.statusCode() == status; i++) {
      assertTrue(i < 100 * BURST, "never refused for the rate");
      last = nobody.post(path, "application/json", body.getBytes(UTF_8));
    }
    assertLimited("user.publishes-per-second", last);
  }

  private static Site nobody() {
    return server
        .site()
        .as(Site.token("nobody-" + UUID.randomUUID(), List.of(), List.of("#"), List.of()));
  }

  /** A line for each would be a way to fill the disk. */
  @Test
  void refusedPublishesDoNotFloodTheLog() throws Exception {
    Site nobody = nobody();
    long before = Files.size(server.log());
    for (int i = 0; i < 300; i++) {
      int status = nobody.post(message(topic + "-" + i)).statusCode();
      assertTrue(status == 403 || status == 429, "answered " + status);
    }
    try (var socket = new WebSocketSubscriber(nobody, "latest", "it/other")) {
      socket.hello();
      for (int i = 0; i < 300; i++) {
        socket.send(message("none").replace("{", "{\"type\":\"publish\","));
        socket.expect("error");
      }
      socket.closeExhausted();
    }
    String said = Files.readString(server.log()).substring((int) before);
    assertTrue(said.contains("refused to publish (nobody-"), said);
    assertTrue(said.length() < 20_000, () -> said.length() + " characters: " + said);
  }

  @Test
  void takesAnArrayWholeOrNotAtAll() throws Exception {
    Site site = site();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      ids.add(topic + "-" + i);
    }
    String array = "[" + String.join(",", ids.stream().map(this::message).toList()) + "]";
    assertEquals(200, site.post(message(topic + "-first")).statusCode());
    assertLimited("user.publishes-per-second", site.post(array));
    for (String id : ids) {
      assertNotStored(id);
    }
  }

  @Test
  void refusesToTakeMoreBytesThanOneMay() throws Exception {
    Site site = site();
    byte[] large = "x".repeat(150_000).getBytes(UTF_8);
    // More than the bucket ever holds passes once, and is paid for afterwards.
    assertEquals(200, site.post("api/topics/it/large", "text/plain", large).statusCode());
    assertLimited("user.published-bytes-per-second", site.post(message(topic + "-large")));
    assertNotStored(topic + "-large");
  }

  @Test
  void countsMarkingAndRecallingAsPublishing() throws Exception {
    Site site = site();
    assertLimited(
        "user.publishes-per-second",
        untilRefused(i -> site.send("POST", "api/inbox/read", "{\"all\":true}")));
    assertLimited("user.publishes-per-second", untilLimited(i -> site.delete("api/messages/none")));
  }

  @Test
  void countsPresenceAndGroupsAsReading() throws Exception {
    for (String path : List.of("api/presence", "api/groups")) {
      Site site = site();
      assertLimited("user.reads-per-second", untilRefused(i -> site.get(path)));
    }
    Site operator = operator();
    assertLimited(
        "user.reads-per-second", untilRefused(i -> operator.get("api/groups/it/members")));
    assertLimited("user.reads-per-second", untilLimited(i -> operator.get("api/presence/anna")));
  }

  @Test
  void countsWhatOperatorsChangeAsPublishing() throws Exception {
    Site operator = operator();
    assertLimited(
        "user.publishes-per-second",
        untilRefused(i -> operator.send("PUT", "api/groups/it/members/anna", "")));
    for (String path : List.of("api/users/anna/disconnect", "api/tokens/none/revoke")) {
      assertLimited(
          "user.publishes-per-second", untilLimited(i -> operator.send("POST", path, "")));
    }
  }

  @Test
  void answersTooMuchOnAWebSocketAndGoesOn() throws Exception {
    try (var socket = new WebSocketSubscriber(site(), "latest", "it/other")) {
      socket.hello();
      String refused = null;
      for (int i = 0; refused == null; i++) {
        String id = topic + "-" + i;
        socket.send(message(id).replace("{", "{\"type\":\"publish\",\"ref\":" + i + ","));
        JsonObject answer = socket.next();
        assertEquals(i, answer.getInt("ref"));
        if (answer.getString("type").equals("error")) {
          assertTrue(i >= BURST, "refused after " + i);
          assertEquals(429, answer.getInt("status"));
          assertTrue(answer.getString("detail").contains("(reddot.limit.user.publishes"));
          assertTrue(answer.getInt("retryAfter") > 0);
          refused = id;
        }
      }
      assertNotStored(refused);
      for (int i = 0; ; i++) {
        socket.send("{\"type\":\"subscribe\",\"topic\":\"it/t" + i + "\"}");
        JsonObject answer = socket.next();
        if (answer.getString("type").equals("error")) {
          assertEquals(429, answer.getInt("status"));
          assertTrue(answer.getString("detail").contains("(reddot.limit.user.reads"));
          break;
        }
      }
      socket.send("{\"type\":\"ping\"}");
      socket.expect("pong");
      socket.closeExhausted();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/poll?topic=it/x",
        "api/long-poll?topic=it/x&wait=0",
        "api/messages?topic=it/x",
        "api/inbox",
        "api/inbox/unread",
        "api/scheduled",
        "api/messages/none/receipts",
      })
  void refusesToReadMoreThanOneMay(String path) throws Exception {
    Site site = site();
    HttpResponse<String> refused = null;
    for (int i = 0; refused == null && i < 100 * BURST; i++) {
      HttpResponse<String> response = site.get(path);
      refused = response.statusCode() == 429 ? response : null;
      assertTrue(refused == null || i >= BURST, "refused after " + i);
    }
    assertLimited("user.reads-per-second", refused);
  }

  @ParameterizedTest
  @EnumSource(names = {"SSE", "IFRAME", "WEBSOCKET", "LONG_POLL"})
  void countsAReplayAsARead(Transport transport) throws Exception {
    Site site = site();
    untilRefused(i -> site.get("api/poll?topic=it/x"));
    try (Subscriber refused = transport.subscribe(site, "earliest", "it/x")) {
      assertEquals(429, refused.expect("refused").getInt("status"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SSE", "IFRAME", "WEBSOCKET"})
  void holdsSoManySessionsOfAUser(Transport transport) throws Exception {
    Site site = site();
    List<Subscriber> there = new ArrayList<>();
    for (int i = 0; i < USER_SESSIONS; i++) {
      Subscriber one = transport.subscribe(site, "latest", topic + "/none");
      there.add(one);
      one.hello();
    }
    try (Subscriber refused = transport.subscribe(site, "latest", topic)) {
      JsonObject answer = refused.expect("refused");
      assertEquals(429, answer.getInt("status"));
      if (!transport.isWebSocket()) {
        assertTrue(answer.getString("body").contains("(reddot.limit.user.sessions)"));
      }
      refused.closeExhausted();
    }
    assertLimited(
        "user.sessions", site.get("api/long-poll?wait=20&topic=it/x&after=" + site.head()));
    there.remove(0).closeExhausted();
    Await.until(
        "there is room again",
        () -> {
          Subscriber next = transport.subscribe(site, "latest", topic + "/none");
          boolean let = next.next().getString("type").equals("hello");
          if (let) {
            there.add(next);
          }
          return let;
        });
    there.forEach(Subscriber::close);
  }

  /** A network of IPv6 is one address. */
  @Test
  void holdsSoManySessionsOfAnAddress() throws Exception {
    List<Socket> there = new ArrayList<>();
    try {
      for (int i = 0; i < ADDRESS_SESSIONS; i++) {
        there.add(stream("10.1.1.1, 2001:db8:1:2::" + i));
        assertEquals("HTTP/1.1 200 OK", statusLine(there.get(i)));
        awaitHello(there.get(i)); // WildFly says 200 before the session is there
      }
      there.add(stream("2001:db8:1:2:ffff::"));
      // Not the words behind it: Payara knows none for 429.
      assertTrue(statusLine(there.get(ADDRESS_SESSIONS)).startsWith("HTTP/1.1 429 "));
      there.add(stream("2001:db8:1:3::1"));
      assertEquals("HTTP/1.1 200 OK", statusLine(there.get(ADDRESS_SESSIONS + 1)));
      assertLimited(
          "address.sessions", from("2001:db8:1:2::7", site().request("api/sse?topic=it/x")));
    } finally {
      for (Socket one : there) {
        one.close();
      }
    }
  }

  private static void awaitHello(Socket socket) throws IOException {
    StringBuilder said = new StringBuilder();
    while (said.indexOf("event: hello") < 0) {
      int c = socket.getInputStream().read();
      assertTrue(c >= 0, said::toString);
      said.append((char) c);
    }
  }

  private static Socket stream(String forwardedFor) throws IOException {
    Socket socket = new Socket(Site.LOCALHOST, server.site().port());
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            ("GET /reddot/api/sse?topic=it/x HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer %s\r\nX-Forwarded-For: %s\r\n\r\n")
                .formatted(site().token(), forwardedFor)
                .getBytes(UTF_8));
    return socket;
  }

  /** A handshake counts, even one that the container goes on to find fault with. */
  @Test
  void refusesWhoComesTooOften() throws Exception {
    Site site = site();
    HttpResponse<String> refused = null;
    for (int i = 0; refused == null; i++) {
      HttpResponse<String> response = site.get("api/websocket?topic=it/x");
      refused = response.statusCode() == 429 ? response : null;
      assertTrue(refused == null || i >= BURST, "refused after " + i);
    }
    assertLimited("user.sessions-per-second", refused);
  }

  @Test
  void letsNobodyTryTokensForEver() throws Exception {
    String bad = "10.9.9.9";
    HttpResponse<String> refused = null;
    for (int i = 0; refused == null; i++) {
      HttpResponse<String> response =
          from(bad, server.site().as("guess" + i).request("api/poll?topic=it/x"));
      if (response.statusCode() == 429) {
        assertTrue(i >= BURST, "refused after " + i);
        refused = response;
      } else {
        assertProblem(401, response);
      }
    }
    assertLimited("address.failed-logins-per-second", refused);
    assertEquals(401, from("10.9.9.8", server.site().as("guess").request(POLL)).statusCode());
    // What the client claims to be counts for nothing: the last address is the proxy's word.
    assertEquals(
        429, from("10.9.9.8, " + bad, server.site().as("guess").request(POLL)).statusCode());
  }

  /** An office, or a proxy that is not in {@code reddot.proxies}, is one address. */
  @Test
  void letsInWhoeverHasAGoodTokenHoweverManyNeighboursHaveBadOnes() throws Exception {
    for (Transport transport : Transport.values()) {
      Site site = site();
      guessUntilRefused();
      try (Subscriber one = transport.subscribe(site, site.head(), topic)) {
        one.hello();
        site.publish(topic, "taken");
        assertEquals("taken", one.message().getString("data"));
        one.closeExhausted();
      }
    }
    String ticket = site().done("POST", "api/tickets", "").getString("ticket");
    guessUntilRefused();
    HttpRequest byTicket = HttpRequest.newBuilder(site().uri(POLL + "&ticket=" + ticket)).build();
    assertEquals(200, Site.HTTP.send(byTicket, BodyHandlers.ofString()).statusCode());
  }

  /** From this very address. */
  private static void guessUntilRefused() throws Exception {
    while (server.site().as("guess").get(POLL).statusCode() != 429) {
      // again
    }
  }

  /**
   * More of them than any of the servers has threads; from many addresses, since one that has
   * guessed tokens a moment ago has only a few checked at a time.
   */
  @Test
  void bodiesThatNeverComeHoldUpNobody() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(Site.LOCALHOST, server.site().port());
        slow.add(socket);
        String path = i % 2 == 0 ? "api/messages" : "api/topics/" + topic;
        socket
            .getOutputStream()
            .write(
                ("POST /reddot/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                        + "X-Forwarded-For: 10.8.0.%d\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                    .formatted(path, site().token(), i % 256)
                    .getBytes(UTF_8));
      }
      for (int i = 0; i < 20; i++) {
        assertEquals(200, site().post(message(topic + "-" + i)).statusCode());
      }
      for (Socket socket : slow) {
        socket.setSoTimeout(60_000);
        String line = statusLine(socket);
        assertTrue(line.startsWith("HTTP/1.1 408 "), line);
      }
      // Nor do they afterwards: the rest of them is still to come.
      for (int i = 0; i < 20; i++) {
        assertEquals(200, site().post(message(topic + "-then-" + i)).statusCode());
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /** Nor do headers, of which the containers hold no more than the connection. */
  @Test
  void headersThatNeverComeHoldUpNobody() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(Site.LOCALHOST, server.site().port());
        slow.add(socket);
        socket
            .getOutputStream()
            .write("GET /reddot/api/poll HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(UTF_8));
      }
      for (int i = 0; i < 20; i++) {
        assertEquals(200, site().post(message(topic + "-" + i)).statusCode());
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static String statusLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = socket.getInputStream().read();
    while (c >= 0 && c != '\r') {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/messages", "api/topics/", "api/inbox/read"})
  void takesABodyThatComesInPieces(String path) throws Exception {
    String where = path.endsWith("/") ? path + topic : path;
    String body = path.endsWith("read") ? "{\"all\":true}" : message(topic + "-slow");
    if (path.endsWith("/")) {
      body = "\"taken\"";
    }
    try (Socket socket = new Socket(Site.LOCALHOST, server.site().port())) {
      socket.setTcpNoDelay(true);
      socket
          .getOutputStream()
          .write(
              ("POST /reddot/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                      + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                  .formatted(where, site().token())
                  .getBytes(UTF_8));
      for (char c : body.toCharArray()) {
        socket.getOutputStream().write(("1\r\n" + c + "\r\n").getBytes(UTF_8));
      }
      socket.getOutputStream().write("0\r\n\r\n".getBytes(UTF_8));
      socket.setSoTimeout(60_000);
      assertEquals("HTTP/1.1 200 OK", statusLine(socket));
    }
  }
}
