package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.WebSocketClient;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics against what a test did. A server of its own: nobody else may be counted. */
class MetricsIT {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("reddot.project"), "src/site/markdown/operations.md");

  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `(reddot_[a-z_]+)`", Pattern.MULTILINE);
  private static final Pattern TYPE =
      Pattern.compile("^# TYPE (reddot_[a-z_]+) ", Pattern.MULTILINE);
  private static final Pattern SAMPLE =
      Pattern.compile("^(reddot_\\S+) (\\S+)$", Pattern.MULTILINE);

  /** At once, for each user. */
  private static final int SESSIONS = 5;

  private static ServerProcess server;
  private static int topics;

  /** Before anything was done. */
  private static Scrape first;

  private final String topic = "metrics/" + ++topics;

  @BeforeAll
  static void start() throws Exception {
    server =
        new ServerProcess(
            "metrics",
            Map.of(
                "REDDOT_LIMIT_USER_SESSIONS",
                Integer.toString(SESSIONS),
                "REDDOT_PROXIES",
                "127.0.0.1",
                "REDDOT_METRICS_NETWORKS",
                "192.0.2.0/24,2001:db8::/32"));
    first = Scrape.now();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /** The metrics by name and labels. A sample that is absent is 0. */
  private record Scrape(Map<String, Double> samples) {
    static Scrape now() throws Exception {
      HttpResponse<String> answer = server.site().get("api/metrics");
      assertEquals(200, answer.statusCode(), answer.body());
      Map<String, Double> samples = new TreeMap<>();
      Matcher sample = SAMPLE.matcher(answer.body());
      while (sample.find()) {
        samples.put(sample.group(1), Double.valueOf(sample.group(2)));
      }
      return new Scrape(samples);
    }

    double of(String name) {
      return samples.getOrDefault(name, 0.0);
    }

    /** How much more there is of it than before. */
    double since(Scrape before, String name) {
      return of(name) - before.of(name);
    }
  }

  private void publish(int number) throws Exception {
    String message = "{\"topic\":\"%s\",\"id\":\"%s-%d\",\"data\":%3$d}";
    assertEquals(200, server.site().post(message.formatted(topic, topic, number)).statusCode());
  }

  @Test
  void countsPublicationsByTheirOutcome() throws Exception {
    Site nobody = server.site().as(Site.token("nobody", List.of(), List.of(), List.of()));
    Scrape before = Scrape.now();
    publish(1);
    publish(2);
    publish(2);
    String array = "[{\"topic\":\"x\",\"data\":1},{\"topic\":\"x\",\"data\":2}]";
    assertEquals(200, server.site().post(array).statusCode());
    assertProblem(403, nobody.post(array));
    String later = "{\"topic\":\"x\",\"data\":1,\"sendAt\":\"%s\"}";
    String tomorrow = Instant.now().plus(Duration.ofDays(1)).toString();
    assertEquals(200, server.site().post(later.formatted(tomorrow)).statusCode());
    Scrape after = Scrape.now();
    assertEquals(
        4, after.since(before, "reddot_published_messages_total{outcome=\"stored\",way=\"http\"}"));
    assertEquals(
        1,
        after.since(before, "reddot_published_messages_total{outcome=\"duplicate\",way=\"http\"}"));
    assertEquals(
        1,
        after.since(before, "reddot_published_messages_total{outcome=\"scheduled\",way=\"http\"}"));
    assertEquals(
        2,
        after.since(before, "reddot_published_messages_total{outcome=\"refused\",way=\"http\"}"));
    assertEquals(
        0, after.since(before, "reddot_published_messages_total{outcome=\"failed\",way=\"http\"}"));
    assertEquals(5, after.since(before, "reddot_publish_seconds_count"));
    assertEquals(4, after.since(before, "reddot_messages_total"));
    assertEquals(4, after.since(before, "reddot_log_head_position"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"POLL", "LONG_POLL"})
  void countsWhatASessionReceives(Transport transport) throws Exception {
    String labels = "{transport=\"" + transport.serversName() + "\"}";
    Scrape before = Scrape.now();
    publish(1);
    publish(2);
    try (Subscriber subscriber = transport.subscribe(server.site(), "earliest", topic)) {
      subscriber.hello();
      subscriber.numbers(2);
      publish(3);
      subscriber.numbers(1);
      Await.until(
          "it is counted",
          () -> Scrape.now().since(before, "reddot_deliveries_total" + labels) == 3);
      Scrape after = Scrape.now();
      int joins = transport.name().startsWith("MQTT") ? 2 : 1; // CONNECT, then a SUBSCRIBE "after"
      assertEquals(joins, after.since(before, "reddot_joins_total" + labels));
      assertEquals(1, after.since(before, live(transport)));
      assertEquals(2, after.since(before, "reddot_replayed_messages_total"));
      assertTrue(after.since(before, "reddot_writes_total" + labels) >= 2);
      assertTrue(after.since(before, "reddot_fan_out_seconds_count") >= 1);
      assertEquals(after.of("reddot_log_head_position"), after.of("reddot_fan_out_position"));
      subscriber.closeExhausted();
    }
    Await.until("it is gone", () -> Scrape.now().since(before, live(transport)) == 0);
  }

  private static String live(Transport transport) {
    return "reddot_sessions{state=\"live\",transport=\"" + transport.serversName() + "\"}";
  }

  private static String published(String way, String outcome) {
    return "reddot_published_messages_total{outcome=\"%s\",way=\"%s\"}".formatted(outcome, way);
  }

  private static String bytes(String way) {
    return "reddot_published_bytes_total{way=\"" + way + "\"}";
  }

  /** Data of 7 bytes in UTF-8, with its quotes. */
  private static final String DATA = "\"häuß\"";

  @Test
  void countsRawPublicationsAndTheirBytes() throws Exception {
    Scrape before = Scrape.now();
    byte[] body = DATA.getBytes(StandardCharsets.UTF_8);
    assertEquals(8, body.length);
    String path = "api/topics/" + topic;
    assertEquals(200, server.site().post(path, "application/json", body).statusCode());
    assertEquals(400, server.site().post(path, "application/json", new byte[] {'{'}).statusCode());
    Scrape after = Scrape.now();
    assertEquals(1, after.since(before, published("raw", "stored")));
    assertEquals(1, after.since(before, published("raw", "refused")));
    assertEquals(8, after.since(before, bytes("raw")));
    assertEquals(0, after.since(before, published("http", "stored")));
  }

  @Test
  void countsScheduledMessagesWhenTheyAreSent() throws Exception {
    Scrape before = Scrape.now();
    String soon = Instant.now().plus(Duration.ofSeconds(1)).toString();
    String message = "{\"topic\":\"%s\",\"data\":%s,\"sendAt\":\"%s\"}";
    assertEquals(200, server.site().post(message.formatted(topic, DATA, soon)).statusCode());
    Await.until(
        "it is sent", () -> Scrape.now().since(before, published("schedule", "stored")) == 1);
    Scrape after = Scrape.now();
    assertEquals(1, after.since(before, published("http", "scheduled")));
    assertEquals(0, after.since(before, bytes("http")));
    assertEquals(8, after.since(before, bytes("schedule")));
    assertEquals(0, after.since(before, published("schedule", "failed")));
  }

  @Test
  void countsMqttPacketsPublicationsAndWills() throws Exception {
    Scrape before = Scrape.now();
    int port = server.site().mqttPort();
    try (MqttClient witness = new MqttClient(port, Version.V5)) {
      witness.connect(new Connect(Version.V5, "witness-" + topics));
      witness.subscribe(topic, 0);
      try (MqttClient client = new MqttClient(port, Version.V5)) {
        client.connect(
            new Connect(Version.V5, "client-" + topics).will(new Publish(topic, "gone")));
        client.publish(topic, "one", 1);
        client.publish(topic, "two", 0);
        witness.message("one");
        witness.message("two");
      }
      witness.message("gone");
    }
    Await.until(
        "they are counted", () -> Scrape.now().since(before, published("will", "stored")) == 1);
    Scrape after = Scrape.now();
    assertEquals(2, after.since(before, published("mqtt", "stored")));
    assertEquals(2, after.since(before, packets("in", "connect")));
    assertEquals(2, after.since(before, packets("out", "connack")));
    assertEquals(1, after.since(before, packets("in", "subscribe")));
    assertEquals(1, after.since(before, packets("out", "suback")));
    assertEquals(2, after.since(before, packets("in", "publish")));
    assertEquals(1, after.since(before, packets("out", "puback")));
    assertEquals(3, after.since(before, packets("out", "publish")));
  }

  private static String packets(String direction, String type) {
    return "reddot_mqtt_packets_total{direction=\"%s\",type=\"%s\"}".formatted(direction, type);
  }

  @Test
  void countsWebSocketPublications() throws Exception {
    Scrape before = Scrape.now();
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    try (WebSocketClient client =
        new WebSocketClient(
            server.site().webSocket("api/websocket?topic=" + topic + "/none"),
            Map.of("Authorization", "Bearer " + server.site().token()),
            null,
            new WebSocketClient.Listener() {
              @Override
              public void text(String message) {
                said.addAll(List.of(message.split("\n")));
              }

              @Override
              public void closed(int code) {}
            })) {
      awaitSaid(said, "hello");
      client.send("{\"type\":\"publish\",\"topic\":\"%s\",\"data\":%s}".formatted(topic, DATA));
      awaitSaid(said, "published");
    }
    Scrape after = Scrape.now();
    assertEquals(1, after.since(before, published("websocket", "stored")));
    assertEquals(8, after.since(before, bytes("websocket")));
  }

  private static void awaitSaid(BlockingQueue<String> said, String type) throws Exception {
    String next = "";
    while (!next.contains("\"type\":\"" + type + "\"")) {
      next = said.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(next, type);
    }
  }

  @Test
  void countsTheWorkOfLanesAndUnreadCounts() throws Exception {
    Scrape before = Scrape.now();
    publish(1);
    assertEquals(200, server.site().get("api/poll").statusCode());
    Await.until(
        "a lane has worked",
        () -> Scrape.now().since(before, "reddot_lane_busy_seconds_total{lane=\"0\"}") > 0);
    assertEquals(1, Scrape.now().since(before, "reddot_unread_counts_total"));
  }

  @Test
  void measuresTheLog() throws Exception {
    publish(1);
    Scrape before = Scrape.now();
    double all = before.of("reddot_log_head_position");
    Await.until(
        "it is measured",
        () -> {
          Scrape now = Scrape.now();
          return now.of("reddot_log_messages{kind=\"message\"}")
                  + now.of("reddot_log_messages{kind=\"event\"}")
              >= all;
        });
    Scrape after = Scrape.now();
    assertTrue(after.of("reddot_log_bytes") > 0);
    assertTrue(after.of("reddot_disk_free_bytes") > 0);
    assertTrue(after.of("reddot_log_oldest_timestamp_seconds") > 1e9);
  }

  /** Otherwise an alert about the first failure would see no increase. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "reddot_goodbyes_total{code=\"4008\",transport=\"sse\"}",
        "reddot_goodbyes_total{code=\"1011\",transport=\"mqtt-websocket\"}",
        "reddot_joins_total{transport=\"mqtt\"}",
        "reddot_sessions{state=\"replaying\",transport=\"websocket\"}",
        "reddot_polls_total{transport=\"long-poll\"}",
        "reddot_conflated_messages_total{transport=\"poll\"}",
        "reddot_published_messages_total{outcome=\"failed\",way=\"will\"}",
        "reddot_mqtt_packets_total{direction=\"out\",type=\"disconnect\"}",
        "reddot_limits_exceeded_total{limit=\"reads-per-second\",of=\"address\"}",
        "reddot_retention_deletions_total{cause=\"age\"}",
        "reddot_commit_failures_total",
        "reddot_failed_logins_total",
        "reddot_unread_counts_total"
      })
  void isZeroFromTheStart(String sample) {
    assertEquals(0.0, first.samples().get(sample), first::toString);
  }

  @Test
  void countsPolls() throws Exception {
    publish(1);
    publish(2);
    Scrape before = Scrape.now();
    String path = "api/poll?after=earliest&topic=" + topic;
    assertEquals(200, server.site().get(path).statusCode());
    assertEquals(200, server.site().get(path).statusCode());
    Scrape after = Scrape.now();
    assertEquals(2, after.since(before, "reddot_polls_total{transport=\"poll\"}"));
    assertEquals(4, after.since(before, "reddot_polled_messages_total{transport=\"poll\"}"));
  }

  @Test
  void countsWhatNewerMessagesReplace() throws Exception {
    publish(1);
    publish(2);
    publish(3);
    Scrape before = Scrape.now();
    String path = "api/poll?after=earliest&conflate=1&topic=" + topic;
    assertEquals(200, server.site().get(path).statusCode());
    try (Subscriber subscriber = Transport.SSE.conflating(server.site(), "earliest", topic)) {
      subscriber.hello();
      assertEquals(List.of(3), subscriber.numbers(1));
    }
    Scrape after = Scrape.now();
    for (String transport : List.of("poll", "sse")) {
      String sample = "reddot_conflated_messages_total{transport=\"" + transport + "\"}";
      assertEquals(2, after.since(before, sample));
    }
    assertEquals(1, after.since(before, "reddot_polled_messages_total{transport=\"poll\"}"));
  }

  @Test
  void countsGoodbyesAndRefusedCredentials() throws Exception {
    String user = "alice-" + topics; // whoever is disconnected stays out for a while
    Site alice = server.site().as(Site.token(user, List.of(), List.of("#"), List.of()));
    Scrape before = Scrape.now();
    try (Subscriber subscriber = Transport.SSE.subscribe(alice, "latest", topic)) {
      subscriber.hello();
      server.site().done("POST", "api/users/" + user + "/disconnect", "");
      subscriber.expect("goodbye");
    }
    assertProblem(401, server.site().as("no token").get("api/inbox"));
    Scrape after = Scrape.now();
    assertEquals(1, after.since(before, "reddot_goodbyes_total{code=\"4403\",transport=\"sse\"}"));
    assertEquals(1, after.since(before, "reddot_failed_logins_total"));
  }

  @Test
  void countsWhatALimitRefuses() throws Exception {
    Site crowd =
        server.site().as(Site.token("crowd-" + topics, List.of(), List.of("#"), List.of()));
    Scrape before = Scrape.now();
    List<Subscriber> subscribers = new ArrayList<>();
    try {
      for (int i = 0; i <= SESSIONS; i++) {
        subscribers.add(Transport.SSE.subscribe(crowd, "latest", topic));
        subscribers.get(i).expect(i < SESSIONS ? "hello" : "refused");
      }
      assertEquals(
          1,
          Scrape.now()
              .since(before, "reddot_limits_exceeded_total{limit=\"sessions\",of=\"user\"}"));
    } finally {
      subscribers.forEach(Subscriber::close);
    }
  }

  @Test
  void areForOperatorsAndTheRoleThatIsMeantForThem() throws Exception {
    Site scraper =
        server.site().as(Site.token("prometheus", List.of("metrics"), List.of(), List.of()));
    Site other = server.site().as(Site.token("bob", List.of("staff"), List.of("#"), List.of("#")));
    assertEquals(200, scraper.get("api/metrics").statusCode());
    assertProblem(403, other.get("api/metrics"));
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.7, 200", "2001:db8::7, 200", "192.0.3.7, 401", "'', 401"})
  void needNoTokenFromTheNetworksThatMayScrape(String address, int status) throws Exception {
    assertEquals(status, from(address, "api/metrics", null).statusCode());
    assertEquals(401, from(address, "api/presence", null).statusCode(), "that is all they may");
    String bob = Site.token("bob", List.of("staff"), List.of("#"), List.of("#"));
    assertEquals(403, from(address, "api/metrics", bob).statusCode(), "a token counts");
    assertEquals(405, scrape(address, "POST", "api/metrics", null).statusCode());
  }

  private static HttpResponse<String> from(String address, String path, @Nullable String token)
      throws Exception {
    return scrape(address, "GET", path, token);
  }

  /** Through a proxy, for a client at this address; empty: without a proxy. */
  private static HttpResponse<String> scrape(
      String address, String method, String path, @Nullable String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.site().uri(path)).method(method, BodyPublishers.noBody());
    if (!address.isEmpty()) {
      request.header("X-Forwarded-For", address);
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return Site.HTTP.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void speaksOpenMetricsAndPrometheusTextFormat() throws Exception {
    HttpResponse<String> text = server.site().get("api/metrics");
    assertEquals("text/plain;version=0.0.4;charset=utf-8", type(text));
    HttpResponse<String> open =
        Site.HTTP.send(
            server
                .site()
                .request("api/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
                .build(),
            BodyHandlers.ofString());
    assertTrue(type(open).startsWith("application/openmetrics-text;version=1.0.0"), type(open));
    assertTrue(open.body().endsWith("# EOF\n"), open.body());
  }

  /** Without white space: one server drops it. */
  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").replace(" ", "");
  }

  @Test
  void theDocumentNamesEachMetric() throws Exception {
    Await.until("measured", () -> Scrape.now().samples().containsKey("reddot_log_bytes"));
    publish(1); // the log has an oldest message
    Await.until(
        "measured",
        () -> Scrape.now().samples().containsKey("reddot_log_oldest_timestamp_seconds"));
    Set<String> shown = new TreeSet<>();
    Matcher type = TYPE.matcher(server.site().get("api/metrics").body());
    while (type.find()) {
      shown.add(type.group(1));
    }
    Set<String> documented = new TreeSet<>();
    Matcher name = DOCUMENTED.matcher(Files.readString(DOCUMENT));
    while (name.find()) {
      documented.add(name.group(1));
    }
    assertEquals(documented, shown);
  }
}
