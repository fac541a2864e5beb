package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Firefox;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The client and the elements in a second browser engine. */
class FirefoxIT extends DeployedWar {
  private static Firefox firefox;

  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void open() throws Exception {
    firefox = Firefox.open(false);
  }

  @AfterAll
  static void close() throws Exception {
    if (firefox != null) {
      firefox.close();
    }
  }

  @AfterEach
  void nothingIsWrong() throws Exception {
    firefox.get(site().uri("favicon.svg")); // the page is left, with its connection
    assertEquals(List.of(), firefox.complaints());
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "long-poll", "poll", "iframe"})
  void aReloadedPageGoesOnAtItsCursor(String transport) throws Exception {
    String topic = newTopic();
    firefox.get(site().uri("scenes.jsp"));
    start(topic, transport, "earliest");
    site().publishNumbers(topic, 0, 10);
    awaitReceived(0, 10);
    String cursor = ((JsonString) firefox.script("return dot.cursor")).getString();
    firefox.get(site().uri("scenes.jsp"));
    site().publishNumbers(topic, 10, 20);
    start(topic, transport, cursor);
    site().publishNumbers(topic, 20, 30);
    awaitReceived(10, 30);
    assertEquals(Json.createValue(transport), firefox.script("return dot.state.transport"));
  }

  private void start(String topic, String transport, String after) throws Exception {
    firefox.script(
        """
        const { RedDot } = await import('/reddot/js/reddot.min.js');
        window.received = [];
        window.dot = new RedDot({ url: '/reddot', token: '%s', topics: ['%s'], transports: ['%s'], share: false, after: '%s' });
        dot.addEventListener('message', ({ detail }) => received.push(detail.data));
        """
            .formatted(
                Site.token(user, List.of(), List.of(topic), List.of()), topic, transport, after));
  }

  /** All, in order, and none twice. */
  private void awaitReceived(int from, int to) throws Exception {
    JsonValue wanted = Json.createArrayBuilder(IntStream.range(from, to).boxed().toList()).build();
    Await.until(
        from + " to " + to,
        () -> firefox.script("return received.length").toString().equals("" + (to - from)));
    assertEquals(wanted, firefox.script("return received"));
  }

  @Test
  void theElementCountsListsMarksAndShowsAToast() throws Exception {
    Site reader = site().as(Site.token(user, List.of(), List.of(), List.of()));
    reader.done("POST", "api/inbox/read", "{\"all\":true}");
    firefox.get(site().uri("dot.jsp?user=" + user));
    Await.until(
        "open", () -> text("document.querySelector('#state').dataset.state").equals("open"));
    site().publish("user/" + user, message("First", "low"));
    site().publish("user/" + user, message("Second", "urgent"));
    Await.until("the badge", () -> text(part("badge") + ".textContent").equals("2"));
    Await.until("a toast", () -> text(part("toast") + "?.textContent").contains("Second"));
    firefox.screenshot("firefox-toast");

    firefox.script(part("button") + ".focus()");
    firefox.press(Keys.ENTER);
    Await.until(
        "listed", () -> text(part("list") + ".textContent").matches("(?s).*Second.*First.*"));
    Await.until(
        "styled", () -> text("getComputedStyle(" + part("panel") + ").opacity").equals("1"));
    firefox.screenshot("firefox-list");
    firefox.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.SPACE);
    Await.until("one is read", () -> text(part("badge") + ".textContent").equals("1"));
    assertEquals(1, reader.done("GET", "api/inbox/unread", "").getInt("count"));
    firefox.press(Keys.ESCAPE);
    Await.until(
        "closed", () -> text(part("button") + ".getAttribute('aria-expanded')").equals("false"));
  }

  private static JsonObject message(String title, String priority) {
    return Json.createObjectBuilder().add("title", title).add("priority", priority).build();
  }

  private static String part(String name) {
    return "document.querySelector('red-dot').shadowRoot.querySelector('[part~=%s]')"
        .formatted(name);
  }

  private static String text(String expression) throws Exception {
    return firefox.script("return String(" + expression + ")") instanceof JsonString text
        ? text.getString()
        : "";
  }
}
