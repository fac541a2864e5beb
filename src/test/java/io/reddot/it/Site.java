package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.access.TokenSigner;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A running Red Dot as its clients see it. Nearly always 127.0.0.1: containers hand out the
 * machine's own address. Immutable.
 *
 * @param mqttPort where MQTT is spoken
 * @param token what every call is made with
 */
public record Site(String host, int port, int mqttPort, String token) {
  public static final String LOCALHOST = "127.0.0.1";

  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The key that the server under test was started with. */
  public static final String SECRET = System.getenv("REDDOT_JWT_SECRET");

  /** May read and write everything. */
  public static final String TOKEN =
      token("tester", List.of("operator"), List.of("#"), List.of("#"));

  /** The server that Maven's profile is about. */
  Site(int port) {
    this(LOCALHOST, port, Integer.parseInt(System.getenv("REDDOT_MQTT_PORT")), TOKEN);
  }

  public Site as(String otherToken) {
    return new Site(host, port, mqttPort, otherToken);
  }

  public URI uri(String path) {
    return URI.create("http://" + host + ":" + port + "/reddot/" + path);
  }

  public URI webSocket(String path) {
    return URI.create("ws://" + host + ":" + port + "/reddot/" + path);
  }

  public static String token(
      String user, List<String> groups, List<String> read, List<String> write) {
    return token(user, groups, read, write, 3600);
  }

  static String token(
      String user, List<String> groups, List<String> read, List<String> write, int seconds) {
    return new TokenSigner(SECRET, InstantSource.system())
        .write(user, groups, read, write, Instant.now().plusSeconds(seconds));
  }

  /** {@code topic=...&topic=...&after=...} */
  public static String query(String after, String... filters) {
    return Stream.concat(
            Stream.of(filters).map(filter -> "topic=" + encode(filter)),
            Stream.ofNullable(after).map(cursor -> "after=" + encode(cursor)))
        .collect(Collectors.joining("&"));
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(request(path).build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return HTTP.send(request(path).DELETE().build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return HTTP.send(
        request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String json) throws IOException, InterruptedException {
    return post("api/messages", "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Any method, with or without a body.
   *
   * @param json empty: none
   */
  public HttpResponse<String> send(String method, String path, String json)
      throws IOException, InterruptedException {
    return HTTP.send(
        request(path)
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  /** As {@link #send}, and it shall be done. */
  public JsonObject done(String method, String path, String json)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, path, json);
    assertEquals(200, response.statusCode(), response.body());
    return object(response.body());
  }

  /** Publishes one message and returns what was answered. */
  public JsonObject publish(String topic, JsonValue data) throws IOException, InterruptedException {
    HttpResponse<String> response =
        post(Json.createObjectBuilder().add("topic", topic).add("data", data).build().toString());
    assertEquals(200, response.statusCode(), response.body());
    return object(response.body());
  }

  public JsonObject publish(String topic, String text) throws IOException, InterruptedException {
    return publish(topic, Json.createValue(text));
  }

  /** Publishes the numbers from {@code from} to before {@code to}, in one call. */
  public void publishNumbers(String topic, int from, int to)
      throws IOException, InterruptedException {
    JsonArrayBuilder messages = Json.createArrayBuilder();
    for (int i = from; i < to; i++) {
      messages.add(Json.createObjectBuilder().add("topic", topic).add("data", i));
    }
    HttpResponse<String> response = post(messages.build().toString());
    assertEquals(200, response.statusCode(), response.body());
  }

  /** Whether the application answers, be it with a refusal; 404 is a server's that has none yet. */
  boolean answers() throws InterruptedException {
    try {
      return get("api/poll?topic=none").statusCode() != 404;
    } catch (IOException e) {
      return false;
    }
  }

  /** The cursor of whoever has read everything there is. */
  public String head() throws IOException, InterruptedException {
    return object(get("api/poll?topic=none").body()).getString("cursor");
  }

  /** Everything that the history holds of a filter. */
  public List<JsonObject> history(String filter) throws IOException, InterruptedException {
    List<JsonObject> all = new ArrayList<>();
    String after = "earliest";
    boolean more = true;
    while (more) {
      HttpResponse<String> response = get("api/messages?limit=1000&" + query(after, filter));
      assertEquals(200, response.statusCode(), response.body());
      JsonObject page = object(response.body());
      all.addAll(page.getJsonArray("messages").getValuesAs(JsonObject.class));
      after = page.getString("cursor");
      more = page.getBoolean("more");
    }
    return all;
  }

  public static JsonObject object(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
