package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Ports;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.SpanCollector;
import io.reddot.fixture.SpanCollector.Exported;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Spans that the server's own OpenTelemetry exports. A server of its own, because telemetry is off
 * on the others; it starts while no collector listens.
 */
class TracesIT {
  private static final boolean WILDFLY = System.getProperty("reddot.server").equals("wildfly");

  private static ServerProcess server;
  private static SpanCollector collector;

  private final String topic = DeployedWar.newTopic();

  /** The trace of this test, in which the publisher has a span. */
  private final String trace = UUID.randomUUID().toString().replace("-", "");

  private static final String PUBLISHER = "b7ad6b7169203331";

  @BeforeAll
  static void start() throws Exception {
    int port = Ports.next();
    server =
        ServerProcess.configured(
            "traces",
            "reddot.cli",
            Map.of(
                "OTEL_SDK_DISABLED", "false",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://" + Site.LOCALHOST + ":" + port,
                "OTEL_BSP_SCHEDULE_DELAY", "100",
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_LOGS_EXPORTER", "none"));
    collector = new SpanCollector(port);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    if (collector != null) {
      collector.close();
    }
  }

  private static Site site() {
    return server.site();
  }

  private String traceParent() {
    return "00-" + trace + '-' + PUBLISHER + "-01";
  }

  private void post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(site().uri(path))
            .header("Authorization", "Bearer " + site().token())
            .header("Content-Type", "application/json")
            .header("traceparent", traceParent())
            .POST(BodyPublishers.ofString(body))
            .build();
    assertEquals(200, Site.HTTP.send(request, BodyHandlers.ofString()).statusCode());
  }

  /** Checks the spans of one message, and returns that of its publication. */
  private Exported chain(String way) throws Exception {
    Exported publish = collector.await(trace, "publish");
    assertEquals(4, publish.kind());
    assertEquals(way, publish.attributes().get("reddot.way"));
    assertEquals("stored", publish.attributes().get("reddot.outcome"));
    Exported commit = collector.await(trace, "commit");
    assertEquals(publish.self(), commit.parent());
    Exported deliver = collector.await(trace, "deliver");
    assertEquals(publish.self(), deliver.parent());
    assertEquals(5, deliver.kind());
    for (Exported span : new Exported[] {publish, commit, deliver}) {
      assertEquals(topic, span.attributes().get("messaging.destination.name"));
    }
    return publish;
  }

  private String given(Exported publish) {
    return "00-" + trace + '-' + publish.self() + "-01";
  }

  @Test
  void oneTraceGoesFromThePublisherToThePage() throws Exception {
    try (Subscriber page = Transport.WEBSOCKET.subscribe(site(), "latest", topic)) {
      page.hello();
      post("api/messages", "{\"topic\":\"" + topic + "\",\"data\":1}");
      Exported publish = chain("http");
      assertEquals(PUBLISHER, publish.parent());
      assertEquals(given(publish), page.message().getString("traceparent"));
      page.closeExhausted();
    }
  }

  @Test
  void theServersSpanOfAJaxRsRequestIsBetweenPublisherAndPublication() throws Exception {
    // Not SSE, which is served by JAX-RS, too: its request leaves its context on the thread.
    try (Subscriber page = Transport.WEBSOCKET.subscribe(site(), "latest", topic)) {
      page.hello();
      post("api/topics?topic=" + Site.encode(topic), "1");
      Exported publish = chain("raw");
      boolean between = !publish.parent().equals(PUBLISHER);
      assertTrue(between || WILDFLY, "WildFly alone does not record a span of every request");
      if (between) {
        Exported request = collector.await(publish.parent()); // it ends after the answer
        assertEquals(2, request.kind());
        assertEquals(PUBLISHER, request.parent());
      }
      assertEquals(given(publish), page.message().getString("traceparent"));
      page.closeExhausted();
    }
  }

  @Test
  void oneTraceGoesFromAnMqttClientToAnother() throws Exception {
    try (MqttClient client = new MqttClient(site().mqttPort(), Version.V5)) {
      client.connect(new Connect(Version.V5, ""));
      client.subscribe(topic, 0);
      client.publish(new Publish(topic, "1").user("traceparent", traceParent()));
      Packet message = client.message();
      Exported publish = chain("mqtt");
      assertEquals(PUBLISHER, publish.parent());
      assertEquals(given(publish), message.props().user("traceparent"));
    }
  }

  @Test
  void aPublicationWithoutATraceBeginsOne() throws Exception {
    try (Subscriber page = Transport.LONG_POLL.subscribe(site(), "latest", topic)) {
      page.hello();
      site().publish(topic, "1");
      String given = page.message().getString("traceparent");
      assertNotEquals(trace, given.substring(3, 35));
      Exported publish = collector.await(given.substring(3, 35), "publish");
      assertEquals(given.substring(36, 52), publish.self());
      assertEquals("", publish.parent().replace("0", ""));
      assertEquals(16, HexFormat.of().parseHex(given.substring(3, 35)).length);
      page.closeExhausted();
    }
  }
}
