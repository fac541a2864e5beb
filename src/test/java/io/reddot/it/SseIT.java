package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.BadProxy;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * What clients of server-sent events need that are not ours: EventSource and what stands in for it.
 */
class SseIT extends DeployedWar {
  private static final Path PEER =
      Path.of(System.getProperty("reddot.project"), "src/test/node/sse-peer.cjs");
  private static final Path PACKAGES =
      Path.of(System.getProperty("reddot.war")).resolveSibling("npm/node_modules");

  private final String topic = newTopic();

  /** One stream, line by line as it was sent. */
  private static final class Lines implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private String id = "";

    Lines(HttpRequest request) throws Exception {
      response = Subscriber.HTTP.send(request, BodyHandlers.ofInputStream());
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    int status() {
      return response.statusCode();
    }

    String line() throws IOException {
      return lines.readLine();
    }

    /** The next event; it must be of this type, and counts are none. */
    JsonObject expect(String type) throws IOException {
      while (true) {
        String line = line();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          JsonObject envelope = Site.object(line.substring(6));
          if (!envelope.getString("type").equals("unread")) {
            assertEquals(type, envelope.getString("type"));
            return envelope;
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  /** By the token in the header. */
  private Lines stream(String query, @Nullable String lastEventId) throws Exception {
    HttpRequest.Builder request = site().request("api/sse?topic=" + Site.encode(topic) + query);
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new Lines(request.build());
  }

  /** An empty line would end an event that nobody has begun, which some clients deliver. */
  @Test
  void beginsWithHelloAndNothingBefore() throws Exception {
    try (Lines stream = stream("", null)) {
      assertEquals("event: hello", stream.line());
      assertTrue(stream.line().startsWith("id: "));
      assertTrue(stream.line().startsWith("data: {"));
      assertEquals("", stream.line());
      assertEquals(":", stream.line(), "a heartbeat");
      site().publish(topic, "1");
      String next = stream.line();
      while (next.equals(":")) {
        next = stream.line();
      }
      assertTrue(next.startsWith("id: "), "behind a heartbeat: '" + next + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lastEventId", "Last-Event-ID"})
  void theLastEventsIdInTheAddressIsWhereToGoOn(String name) throws Exception {
    String first = site().publish(topic, "1").getString("cursor");
    String second = site().publish(topic, "2").getString("cursor");
    site().publish(topic, "3");
    assertGoesOn("&" + name + "=" + first, null, "2");
    assertGoesOn("&after=" + first + "&" + name + "=" + second, null, "3");
    assertGoesOn("&after=" + second + "&" + name + "=" + first, null, "3");
    assertGoesOn("&after=earliest&" + name + "=" + second, null, "3");
    assertGoesOn("&" + name + "=" + second, first, "3");
    assertGoesOn("&" + name + "=" + first, second, "3");
    assertGoesOn("&" + name + "=&after=" + second, null, "3");
    try (Lines stream = stream("&" + name + "=another-1", null)) {
      assertEquals(false, stream.expect("hello").getBoolean("recovered"));
    }
    try (Lines stream = stream("&" + name + "=42", null)) {
      assertEquals(400, stream.status());
    }
  }

  private void assertGoesOn(String query, @Nullable String header, String next) throws Exception {
    try (Lines stream = stream(query, header)) {
      assertTrue(stream.expect("hello").getBoolean("recovered"));
      assertEquals(next, stream.expect("message").getString("data"), query);
    }
  }

  @Test
  void aStreamComesBackByItsTicketAndWhatOnlyTheStreamHasTold() throws Exception {
    Jwt jwt = Jwt.of("u-" + UUID.randomUUID(), topic);
    String address = address(jwt);
    String hello;
    try (Lines stream = ticketed("api/sse", address, null)) {
      stream.expect("hello");
      hello = stream.id;
    }
    site().publish(topic, "1");
    String last;
    try (Lines stream = ticketed("api/sse", address, hello)) {
      assertTrue(stream.expect("hello").getBoolean("recovered"));
      JsonObject message = stream.expect("message");
      assertEquals("1", message.getString("data"));
      assertNotEquals(message.getString("cursor"), stream.id);
      last = stream.id;
    }
    site().publish(topic, "2");
    try (Lines stream = ticketed("api/sse", address + "&lastEventId=" + last, null)) {
      stream.expect("hello");
      assertEquals("2", stream.expect("message").getString("data"));
    }
    String cursor = last.substring(0, last.indexOf('.'));
    assertRefused("api/sse", address, null);
    assertRefused("api/sse", address, cursor);
    assertRefused("api/sse", address, last.substring(0, last.length() - 1));
    assertRefused("api/sse", address(jwt).replace("rdt-", "rdt_"), last);
    assertRefused("api/poll", address, last);
    assertRefused("api/inbox", address, last);
    site().done("POST", "api/tokens/" + jwt.id() + "/revoke", "");
    assertRefused("api/sse", address, last);
  }

  private String address(Jwt jwt) throws Exception {
    String ticket = site().as(jwt.token()).done("POST", "api/tickets", "").getString("ticket");
    return "?topic=" + Site.encode(topic) + "&ticket=" + ticket;
  }

  private Lines ticketed(String path, String address, @Nullable String lastEventId)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(site().uri(path + address));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new Lines(request.build());
  }

  private void assertRefused(String path, String address, @Nullable String lastEventId)
      throws Exception {
    try (Lines refused = ticketed(path, address, lastEventId)) {
      assertEquals(401, refused.status());
    }
  }

  /** What these libraries deliver is what was sent: no empty event, none twice, none missing. */
  @ParameterizedTest
  @ValueSource(strings = {"eventsource", "event-source-polyfill", "@microsoft/fetch-event-source"})
  void clientsOfOthersGoOnAfterACut(String library) throws Exception {
    Jwt jwt = Jwt.of("u-" + UUID.randomUUID(), topic);
    try (BadProxy proxy = new BadProxy(site())) {
      boolean ticketed = library.equals("eventsource"); // which sets no header by itself
      String address =
          proxy.site().uri("api/sse") + (ticketed ? address(jwt) : "?topic=" + Site.encode(topic));
      ProcessBuilder node =
          new ProcessBuilder("node", PEER.toString(), library, address, jwt.token(), "2");
      node.environment().put("NODE_PATH", PACKAGES.toString());
      Process process = node.redirectError(Redirect.INHERIT).start();
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        assertHeard("hello", said);
        site().publish(topic, "first");
        assertHeard("first", said);
        proxy.cut();
        site().publish(topic, "second");
        assertHeard("hello", said);
        assertHeard("second", said);
        assertEquals(0, process.waitFor());
        assertNull(said.readLine());
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** Heartbeats come in between, of which nothing is heard. */
  private static void assertHeard(String words, BufferedReader said) throws IOException {
    String line = said.readLine();
    assertTrue(line != null && line.contains(words), words + " is not in " + line);
  }

  @Test
  void anEventSourceWithATicketGoesOnAfterEachCut() throws Exception {
    ChromeDriver browser = Browser.open();
    try (BadProxy proxy = new BadProxy(site())) {
      browser.get(proxy.site().uri("nowhere.jsp").toString());
      browser.executeScript(
          """
          window.seen = [];
          window.source = new EventSource('/reddot/api/sse' + arguments[0]);
          source.onmessage = ({ data }) => seen.push(JSON.parse(data).data);
          """,
          address(Jwt.of("u-" + UUID.randomUUID(), topic)));
      for (int i = 1; i <= 3; i++) {
        Await.until(
            "it is open", () -> browser.executeScript("return source.readyState").equals(1L));
        site().publish(topic, "before " + i);
        long seen = 2 * i - 1;
        Await.until("all is seen", () -> browser.executeScript("return seen.length").equals(seen));
        proxy.cut();
        site().publish(topic, "behind " + i);
        Await.until(
            "nothing is lost", () -> browser.executeScript("return seen.length").equals(seen + 1));
      }
      assertEquals(
          List.of("before 1", "behind 1", "before 2", "behind 2", "before 3", "behind 3"),
          browser.executeScript("return seen"));
    } finally {
      browser.quit();
    }
  }
}
