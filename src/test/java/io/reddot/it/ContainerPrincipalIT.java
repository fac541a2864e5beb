package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Browser;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.TeamWar;
import io.reddot.fixture.team.TeamLogin;
import io.reddot.fixture.team.TeamUsers;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Whom the container has let in: the WAR that ships, with a jar of a team's in it that logs its
 * users in by Jakarta Security.
 */
class ContainerPrincipalIT {
  private static final String ANNA = "anna";
  private static final String OPERATOR = "otto-op";

  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new ServerProcess(
            "container-principal",
            TeamWar.with("container-principal", theTeams()),
            "container-principal.cli",
            Map.of(
                "REDDOT_DEMO", "",
                "REDDOT_CONTAINER_PRINCIPAL", "true",
                "REDDOT_CONTAINER_ROLES", "operator,editor",
                "REDDOT_CONTAINER_SESSION_SECONDS", "5"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static JavaArchive theTeams() {
    return ShrinkWrap.create(JavaArchive.class, "team.jar")
        .addClasses(TeamLogin.class, TeamUsers.class)
        .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  private static String basic(String user) {
    return basic(user, new StringBuilder(user).reverse().toString());
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static HttpRequest.Builder as(String user, String path) {
    return HttpRequest.newBuilder(server.site().uri(path)).header("Authorization", basic(user));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return Site.HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> publish(String user, String topic) throws Exception {
    return send(
        as(user, "api/messages")
            .header("Content-Type", "application/json")
            .header("X-Reddot-CSRF", "1")
            .POST(BodyPublishers.ofString("{\"topic\":\"" + topic + "\",\"data\":1}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/poll?", "api/long-poll?wait=0&", "api/messages?"})
  void letsAUserReadItsOwnAndNothingElse(String path) throws Exception {
    for (String granted : List.of("user/anna", "everyone", "group/editor")) {
      int status = send(as(ANNA, path + "topic=" + granted)).statusCode();
      assertTrue(status == 200 || status == 304, () -> granted + " is answered " + status);
    }
    for (String other : List.of("user/otto-op", "group/operator", "%23", "user/%2B")) {
      assertProblem(403, send(as(ANNA, path + "topic=" + other)));
    }
    assertEquals(200, send(as(ANNA, "api/inbox")).statusCode());
  }

  @Test
  void takesOperatorsByRole() throws Exception {
    assertProblem(403, publish(ANNA, "it/container"));
    assertProblem(403, send(as(ANNA, "api/presence/otto-op")));
    assertEquals(200, publish(OPERATOR, "it/container").statusCode());
    assertEquals(200, send(as(OPERATOR, "api/presence/anna")).statusCode());
    assertTrue(
        send(as(OPERATOR, "api/messages?topic=it/container")).body().contains("it/container"));
  }

  /** The browser would send the container's cookie, or the password, for any site. */
  @Test
  void takesNoChangeFromThemThatAnotherSiteMayHaveMadeTheBrowserSend() throws Exception {
    HttpRequest.Builder blind =
        as(OPERATOR, "api/messages")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"topic\":\"it/blind\",\"data\":1}"));
    HttpResponse<String> refused = send(blind);
    assertProblem(403, refused);
    assertTrue(refused.body().contains("X-Reddot-CSRF"), refused.body());
    HttpResponse<String> stored = send(as(OPERATOR, "api/messages?topic=it/blind"));
    assertEquals(200, stored.statusCode());
    assertFalse(stored.body().contains("it/blind"), stored.body());
    assertProblem(403, send(as(ANNA, "api/poll").header("Sec-Fetch-Site", "cross-site")));
  }

  @Test
  void streamsToThemOnEveryTransportAndUntilTheirTimeIsOver() throws Exception {
    BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    WebSocket socket =
        Site.HTTP
            .newWebSocketBuilder()
            .header("Authorization", basic(ANNA))
            .buildAsync(server.site().webSocket("api/websocket"), new Frames(frames))
            .get(30, TimeUnit.SECONDS);
    assertTrue(frame(frames).contains("\"hello\""));
    assertEquals(200, publish(OPERATOR, "user/anna").statusCode());
    for (String path : List.of("api/sse?after=earliest", "api/iframe?after=earliest")) {
      HttpResponse<InputStream> stream =
          Site.HTTP.send(as(ANNA, path).build(), BodyHandlers.ofInputStream());
      assertEquals(200, stream.statusCode());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        String all = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          all += line + "\n";
        }
        assertTrue(all.contains("user/anna"), all);
        assertTrue(all.contains("4401"), all);
      }
    }
    String heard = frame(frames);
    while (!heard.contains("4401")) {
      heard = frame(frames);
    }
    socket.abort();
  }

  private static String frame(BlockingQueue<String> frames) throws Exception {
    String frame = frames.poll(30, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("nothing came");
    }
    return frame;
  }

  /** What comes on a WebSocket. */
  private record Frames(BlockingQueue<String> frames) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      frames.add(text.toString());
      socket.request(1);
      return null;
    }
  }

  @Test
  void aTokenInTheRequestWins() throws Exception {
    String token = Site.token("bob", List.of(), List.of("it/bobs"), List.of());
    assertEquals(200, send(as(OPERATOR, "api/poll?topic=it/bobs&token=" + token)).statusCode());
    assertProblem(403, send(as(OPERATOR, "api/poll?topic=it/others&token=" + token)));
    assertProblem(401, send(as(OPERATOR, "api/poll?topic=it/bobs&token=x")));
  }

  @Test
  void turnsAwayWhomTheContainerDoesNotKnow() throws Exception {
    assertProblem(401, send(HttpRequest.newBuilder(server.site().uri("api/poll"))));
    HttpRequest.Builder wrong =
        HttpRequest.newBuilder(server.site().uri("api/poll"))
            .header("Authorization", basic(ANNA, "wrong"));
    assertEquals(401, send(wrong).statusCode());
  }

  /** The console needs no token of its own there, and neither does its stream. */
  @Test
  void operatesTheConsoleByTheContainersLogin() throws Exception {
    ChromeDriver browser = Browser.open();
    try {
      openConsole(browser, OPERATOR);
      Await.until("live", () -> "open".equals(console(browser, "#state", "dataset.state")));
      assertEquals("", console(browser, "#error", "textContent"));
      assertEquals(200, publish(OPERATOR, "it/console").statusCode());
      Await.until("told", () -> console(browser, ".newer", "innerText").startsWith("Show"));
      assertEquals(List.of(), Browser.violations(browser));
      openConsole(browser, ANNA);
      Await.until("refused", () -> console(browser, "#error", "textContent").contains("operators"));
      assertEquals("true", console(browser, "#tabs", "hidden"));
    } finally {
      browser.quit();
    }
  }

  private static void openConsole(ChromeDriver browser, String user) {
    browser.executeCdpCommand("Network.enable", Map.of());
    browser.executeCdpCommand(
        "Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", basic(user))));
    browser.get("about:blank");
    browser.get(server.site().uri("console.jsp") + "#messages");
  }

  private static String console(ChromeDriver browser, String element, String member) {
    return String.valueOf(
        browser.executeScript(
            "return String(document.querySelector(arguments[0])?." + member + " ?? '')", element));
  }

  @Test
  void refusesAUserWhoseNameWouldReachIntoOtherInboxes() throws Exception {
    assertProblem(401, send(as("a/b", "api/poll")));
  }
}
