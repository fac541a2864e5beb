package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.reddot.fixture.ApiSchemas;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.ServerSettings;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.WebSocketClient;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares what each transport sends, and what it accepts, with the AsyncAPI description. */
class StreamDescriptionIT extends DeployedWar {
  private final String topic = newTopic();
  private final String user = "u-" + UUID.randomUUID();
  private final Jwt jwt = Jwt.of(user, topic);
  private JsonNode document;
  private ApiSchemas schemas;

  @BeforeEach
  void read() throws Exception {
    document = ApiSchemas.parse(site().as("").get("api/asyncapi.json").body());
    schemas = new ApiSchemas(document);
  }

  private Site user() {
    return site().as(jwt.token());
  }

  /** Checks an envelope against the schema of its type, and against that of all envelopes. */
  private JsonObject check(String schema, JsonObject envelope) {
    schemas.check(schema, envelope.toString());
    schemas.check("Envelope", envelope.toString());
    return envelope;
  }

  @ParameterizedTest
  @EnumSource(names = {"IFRAME", "SSE", "WEBSOCKET", "WEBSOCKET_SINGLE"})
  void aStreamSendsTheDescribedEnvelopes(Transport transport) throws Exception {
    try (Subscriber reader = transport.conflating(user(), "latest", topic)) {
      assertTrue(check("Hello", reader.hello()).getBoolean("conflate"));
    }
    try (Subscriber reader = transport.subscribe(user(), "latest", topic)) {
      String session = check("Hello", reader.hello()).getString("session");
      String id = user().publish(topic, "x").getString("id");
      assertEquals(id, check("Message", reader.message()).getString("id"));
      String traced =
          "{\"topic\":\"%s\",\"data\":null,\"event\":\"e\",\"expiresAt\":\"2030-01-01T00:00:00Z\","
              + "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}";
      assertEquals(200, user().post(traced.formatted(topic)).statusCode());
      check("Message", reader.message());
      user().post("api/topics/" + topic, "image/png", new byte[] {-1});
      assertEquals("base64", check("Message", reader.message()).getString("encoding"));
      user().done("DELETE", "api/messages?id=" + id, "");
      check("Recall", reader.expect("recall"));
      assertEquals(202, user().send("POST", "api/sessions/" + session + "/token", "").statusCode());
      check("Token", reader.expect("token"));
      String disconnect = "api/sessions/" + session + "/disconnect";
      assertEquals(202, site().send("POST", disconnect, "").statusCode());
      assertEquals(4012, check("Goodbye", reader.expect("goodbye")).getInt("code"));
    }
  }

  /** The frames of one WebSocket. */
  private static final class Frames implements WebSocketClient.Listener {
    private final BlockingQueue<JsonObject> arrived = new LinkedBlockingQueue<>();

    @Override
    public void text(String message) {
      message.lines().map(Site::object).forEach(arrived::add);
    }

    @Override
    public void closed(int code) {
      arrived.add(Json.createObjectBuilder().add("type", "closed").add("code", code).build());
    }

    /** Returns the next envelope of a type. */
    JsonObject next(String type) throws InterruptedException {
      JsonObject next = arrived.poll(20, TimeUnit.SECONDS);
      while (next != null && !next.getString("type").equals(type)) {
        next = arrived.poll(20, TimeUnit.SECONDS);
      }
      assertTrue(next != null, "no " + type);
      return next;
    }
  }

  @Test
  void aWebSocketAcceptsTheDescribedCommandsAndAnswersAsDescribed() throws Exception {
    Frames frames = new Frames();
    String address = "api/websocket?topic=" + Site.encode("user/" + user) + "&ticket=";
    String ticket = user().done("POST", "api/tickets", "").getString("ticket");
    try (WebSocketClient socket =
        new WebSocketClient(site().webSocket(address + ticket), Map.of(), null, frames)) {
      check("Hello", frames.next("hello"));
      check("Unread", frames.next("unread"));
      site().publish("user/" + user, "x");
      check("Message", frames.next("message"));
      check("Unread", frames.next("unread"));
      command(socket, frames, "Subscribe", "Subscribed", "\"topic\":\"%s\"".formatted(topic));
      String conflating = "\"topic\":\"%s\",\"conflate\":true".formatted(topic);
      command(socket, frames, "Subscribe", "Subscribed", conflating);
      String publish = "\"topic\":\"%s\",\"data\":{\"n\":1},\"event\":\"e\"".formatted(topic);
      command(socket, frames, "Publish", "PublishedReply", publish);
      command(
          socket,
          frames,
          "Publish",
          "PublishedReply",
          publish + ",\"sendAt\":\"2030-01-01T00:00:00Z\"");
      command(socket, frames, "Seen", "SeenReply", "\"all\":true");
      command(socket, frames, "Read", "ReadReply", "\"all\":true");
      command(socket, frames, "Ping", "Pong", "");
      command(socket, frames, "Renew", "Token", "\"token\":\"%s\"".formatted(jwt.token()));
      command(socket, frames, "Unsubscribe", "Unsubscribed", "\"topic\":\"%s\"".formatted(topic));
      command(socket, frames, "Publish", "Error", "\"topic\":\"secret\",\"data\":1");
      command(socket, frames, "Read", "Error", "\"ids\":[\"none\"]");
      socket.send("{\"type\":\"dance\"}");
      schemas.check("Error", frames.next("error").toString());
    }
  }

  /** Sends a command of the described form, whose answer is of the described form. */
  private void command(
      WebSocketClient socket, Frames frames, String schema, String reply, String members)
      throws Exception {
    String type = document.at("/components/schemas/" + schema + "/properties/type/const").asText();
    String command =
        "{\"type\":\"%s\",\"ref\":7%s}".formatted(type, members.isEmpty() ? "" : "," + members);
    schemas.check(schema, command);
    socket.send(command);
    JsonNode shape = document.at("/components/schemas/" + reply);
    JsonNode one = shape.has("oneOf") ? shape.path("oneOf").get(0) : shape;
    JsonObject answer = frames.next(one.at("/properties/type/const").asText());
    schemas.check(reply, answer.toString());
    assertEquals(7, answer.getInt("ref"));
  }

  @Test
  void mqttCarriesTheDescribedProperties() throws Exception {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .serverHost(Site.LOCALHOST)
            .serverPort(ServerSettings.MQTT_PORT)
            .useMqttVersion5()
            .simpleAuth()
            .password(jwt.token().getBytes(UTF_8))
            .applySimpleAuth()
            .buildBlocking();
    try (var arrived = client.publishes(MqttGlobalPublishFilter.ALL)) {
      client.connect();
      var suback =
          client
              .subscribeWith()
              .topicFilter(topic)
              .qos(MqttQos.AT_LEAST_ONCE)
              .userProperties()
              .add("after", "latest")
              .add("conflate", "1")
              .applyUserProperties()
              .send();
      schemas.check("SubackProperties", json(suback.getUserProperties()).toString());
      String event = "{\"topic\":\"%s\",\"data\":1,\"event\":\"e\",\"id\":\"%s\"}";
      assertEquals(200, user().post(event.formatted(topic, user)).statusCode());
      JsonObject properties = json(next(arrived).getUserProperties());
      schemas.check("UserProperties", properties.toString());
      assertEquals(Set.of("cursor", "id", "event"), properties.keySet());
      JsonObject said =
          Json.createObjectBuilder()
              .add("id", user + "-2")
              .add("event", "f")
              .add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
              .add("mine", "x")
              .build();
      schemas.check("PublishProperties", said.toString());
      var publish = client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).userProperties();
      for (String name : said.keySet()) {
        publish = publish.add(name, said.getString(name));
      }
      publish.applyUserProperties().payload("hi".getBytes(UTF_8)).send();
      JsonObject passed = json(next(arrived).getUserProperties());
      schemas.check("UserProperties", passed.toString());
      assertEquals("x", passed.getString("mine"));
      assertEquals(user + "-2", passed.getString("id"));
      client.disconnect();
    }
  }

  private static Mqtt5Publish next(Mqtt5BlockingClient.Mqtt5Publishes arrived) throws Exception {
    return arrived.receive(20, TimeUnit.SECONDS).orElseThrow(() -> new AssertionError("nothing"));
  }

  private static JsonObject json(Mqtt5UserProperties properties) {
    JsonObjectBuilder json = Json.createObjectBuilder();
    properties
        .asList()
        .forEach(each -> json.add(each.getName().toString(), each.getValue().toString()));
    return json.build();
  }

  @Test
  void auditAndOverviewAreAsDescribed() throws Exception {
    String group = "g-" + user;
    site().done("PUT", "api/groups/members?group=" + group + "&user=" + user, "");
    assertEquals(403, user().send("POST", "api/users/disconnect?user=x", "").statusCode());
    List<JsonObject> records = site().history("$audit/#");
    Set<String> actions = new TreeSet<>();
    for (JsonObject record : records) {
      schemas.check("AuditRecord", record.get("data").toString());
      actions.add(record.getJsonObject("data").getString("action"));
    }
    assertTrue(actions.contains("group"), actions::toString);
    try (Subscriber reader = Transport.SSE.subscribe(site(), "latest", "$overview/#")) {
      reader.hello();
      schemas.check("OverviewSample", reader.message().get("data").toString());
    }
  }

  /** A test of the tests: a member that is not described, and one that is missing, are found. */
  @Test
  void findsWhatIsNotDescribed() {
    String hello = "{\"type\":\"hello\",\"session\":\"s\",\"cursor\":\"a-1\",\"recovered\":true%s}";
    schemas.check("Hello", hello.formatted(",\"heartbeat\":15"));
    assertEquals(1, schemas.faults("Hello", hello.formatted("")).size());
    assertEquals(1, schemas.faults("Hello", hello.formatted(",\"heartbeat\":15,\"x\":1")).size());
  }
}
