package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The overview against what a test did. A server of its own: nobody else may be counted. */
class OverviewIT {
  private static final String PATH = "api/console/overview";

  private static ServerProcess server;
  private static int topics;

  private final String topic = "overview/" + ++topics;

  @BeforeAll
  static void start() throws Exception {
    server = new ServerProcess("overview", Map.of("REDDOT_NO_SUCH_SETTING", "1"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static JsonObject overview() throws Exception {
    return server.site().done("GET", PATH, "");
  }

  private static JsonArray series(JsonObject overview, String name) {
    JsonObject samples = overview.getJsonObject("samples");
    int slash = name.indexOf('/');
    JsonArray series =
        slash < 0
            ? samples.getJsonArray(name)
            : samples
                .getJsonObject(name.substring(0, slash))
                .getJsonArray(name.substring(slash + 1));
    return series == null ? JsonValue.EMPTY_JSON_ARRAY : series;
  }

  /** The newest values of a series, from the sample after {@code since} on. */
  private static List<Double> after(JsonObject overview, String name, long since) {
    List<JsonNumber> at = series(overview, "at").getValuesAs(JsonNumber.class);
    JsonArray values = series(overview, name);
    return IntStream.range(0, values.size())
        .filter(i -> at.get(i).longValue() > since && values.get(i) != JsonValue.NULL)
        .mapToObj(i -> values.getJsonNumber(i).doubleValue())
        .toList();
  }

  /** What was counted after a sample; a late sample has a longer second. */
  private static long sum(String name, long since) throws Exception {
    return Math.round(
        after(overview(), name, since).stream().mapToDouble(Double::doubleValue).sum());
  }

  private static double last(String name) throws Exception {
    List<Double> values = after(overview(), name, 0);
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  /** The time of the newest sample. */
  private static long newest() throws Exception {
    JsonArray at = series(overview(), "at");
    return at.isEmpty() ? 0 : at.getJsonNumber(at.size() - 1).longValue();
  }

  private static void awaitSamples(int more) throws Exception {
    long from = newest();
    Await.until("samples", () -> newest() >= from + more);
  }

  private static long head() throws Exception {
    return overview().getJsonObject("log").getJsonNumber("head").longValue();
  }

  @Test
  void countsWhatWasDone() throws Exception {
    String user = "alice-" + topics;
    Site alice = server.site().as(Site.token(user, List.of(), List.of("#"), List.of()));
    awaitSamples(1);
    long messages = head();
    long since = newest();
    try (Subscriber subscriber = Transport.SSE.subscribe(alice, "latest", topic)) {
      subscriber.hello();
      server.site().publishNumbers(topic, 0, 100);
      subscriber.numbers(100);
      Await.until("session", () -> last("sessions/sse") == 1);
      server.site().done("POST", "api/users/" + user + "/disconnect", "");
      subscriber.expect("goodbye");
    }
    Await.until("goodbye", () -> sum("goodbyes/revoked", since) == 1);
    Await.until("no session", () -> last("sessions/sse") == 0);
    assertAbout(100, sum("published", since));
    assertAbout(100, sum("delivered", since));
    assertFalse(after(overview(), "p50", since).isEmpty());
    for (double p99 : after(overview(), "p99", since)) {
      assertTrue(p99 > 0, "milliseconds");
    }
    assertEquals(0, last("outboxBytes"));
    assertEquals(messages + 102, head(), "the messages, the revocation and its record");
    Await.until(
        "measured",
        () -> {
          JsonObject log = overview().getJsonObject("log");
          return log.getInt("messages", 0) + log.getInt("events", 0) == messages + 102;
        });
    JsonObject log = overview().getJsonObject("log");
    assertTrue(log.getJsonNumber("bytes").longValue() > 0);
    assertTrue(log.getJsonNumber("freeBytes").longValue() > 0);
    assertEquals(30, log.getJsonObject("retention").getInt("days"));
    assertTrue(log.containsKey("oldestAt"));
  }

  /** A rate is by second, and the seconds of a busy machine are not equally long. */
  private static void assertAbout(long expected, long actual) {
    assertTrue(
        actual >= expected / 2 && actual <= expected * 3 / 2, expected + " but was " + actual);
  }

  @Test
  void tellsWhatIsWrongAndWhoAnswers() throws Exception {
    JsonObject overview = overview();
    List<String> faults = overview.getJsonArray("faults").getValuesAs(JsonString::getString);
    assertTrue(
        faults.stream().anyMatch(fault -> fault.contains("REDDOT_NO_SUCH_SETTING")),
        faults::toString);
    assertEquals(1, overview.getInt("interval"));
    assertFalse(overview.getString("version").contains("$"), overview.getString("version"));
    assertFalse(overview.getString("version").isEmpty());
    JsonObject node = overview.getJsonArray("nodes").getJsonObject(0);
    assertEquals(overview.getString("node"), node.getString("node"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SSE", "WEBSOCKET", "MQTT"})
  void samplesArriveLiveWhileAnOperatorWatches(Transport transport) throws Exception {
    try (Subscriber subscriber = transport.subscribe(server.site(), "latest", "$overview/#")) {
      subscriber.hello();
      Set<Long> seconds = new TreeSet<>();
      for (int i = 0; i < 3; i++) {
        JsonObject message = subscriber.message();
        JsonObject sample = message.getJsonObject("data");
        assertEquals("$overview/" + sample.getString("node"), message.getString("topic"));
        assertTrue(sample.getBoolean("watched"));
        assertTrue(sample.containsKey("published"));
        int sessions = sample.getJsonObject("sessions").getInt(transport.serversName(), 0);
        assertTrue(sessions == 1 || i == 0, "only the first one may be older than the session");
        seconds.add(sample.getJsonNumber("at").longValue());
      }
      assertEquals(3, seconds.size(), "each second once");
    }
    Await.until("gone", () -> last("sessions/" + transport.serversName()) == 0);
  }

  @Test
  void writesNothingWhileNobodyWatches() throws Exception {
    try (Subscriber subscriber =
        Transport.WEBSOCKET.subscribe(server.site(), "latest", "$overview/#")) {
      subscriber.hello();
      subscriber.message();
    }
    Await.until("gone", () -> last("sessions/websocket") == 0);
    awaitSamples(2); // the last one may be under way
    long head = head();
    awaitSamples(5);
    assertEquals(head, head());
  }

  @Test
  void isForOperatorsOnly() throws Exception {
    Site bob =
        server
            .site()
            .as(Site.token("bob", List.of("staff"), List.of("#", "$overview/#"), List.of("#")));
    assertProblem(403, bob.get(PATH));
    assertProblem(403, bob.get("api/poll?topic=" + Site.encode("$overview/#")));
    assertProblem(403, bob.get("api/messages?topic=" + Site.encode("$overview/x")));
    for (Transport transport : List.of(Transport.SSE, Transport.WEBSOCKET)) {
      try (Subscriber subscriber = transport.subscribe(bob, "latest", "$overview/#")) {
        assertEquals(403, subscriber.expect("refused").getInt("status"));
      }
    }
    String forged = "{\"topic\":\"$overview/x\",\"data\":1}";
    assertProblem(403, bob.post(forged));
    assertProblem(403, server.site().post(forged));
  }
}
