package io.reddot.bench.server;

import static io.reddot.bench.server.Transport.MQTT_0;
import static io.reddot.bench.server.Transport.MQTT_1;

import io.reddot.bench.load.Client;
import io.reddot.bench.load.HttpPublication;
import io.reddot.bench.load.LongPollClient;
import io.reddot.bench.load.MqttClient;
import io.reddot.bench.load.MqttPublication;
import io.reddot.bench.load.Publication;
import io.reddot.bench.load.Request;
import io.reddot.bench.load.StreamClient;
import io.reddot.bench.load.WebSocketClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The WAR that ships, and how its clients speak; the subclass deploys it. For one thread. */
abstract class RedDot extends Server {
  private static final String API = "/reddot/api/";
  private static final String TOPIC = "bench/all";
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+)\"");

  private static final List<Transport> STREAMS =
      List.of(Transport.WEBSOCKET, Transport.SSE, Transport.IFRAME);

  private static final Pattern SESSION = Pattern.compile("\"session\":");

  private final Path war;
  private final int mqttPort = freePort();
  private String token;
  private String authorization;

  /** Of {@link #STREAMS}, for the next of those that are mixed. */
  private int turn;

  RedDot(Path folder, Path war) {
    super(folder);
    this.war = war;
  }

  final Path war() {
    return war;
  }

  @Override
  protected final Map<String, String> environment() {
    return Map.of(
        "REDDOT_DATA",
        folder().resolve("data").toString(),
        "REDDOT_DEMO",
        "true",
        "REDDOT_MQTT_PORT",
        Integer.toString(mqttPort),
        "REDDOT_JWT_SECRET",
        "the-key-of-the-benchmark-and-of-nothing-else",
        // All clients are one user at one address. What counting costs is in the figures.
        "REDDOT_LIMIT_USER_SESSIONS",
        "0",
        "REDDOT_LIMIT_ADDRESS_SESSIONS",
        "0",
        "REDDOT_LIMIT_BURST_SECONDS",
        "1000000");
  }

  @Override
  protected final boolean isReady() throws IOException {
    return exists(API + "poll");
  }

  @Override
  public final int port(Transport transport) {
    return transport == MQTT_0 || transport == MQTT_1 ? mqttPort : port();
  }

  @Override
  public final Client subscriber(Transport transport) {
    return subscriber(transport, "latest");
  }

  @Override
  public final Client subscriber(Transport transport, String after) {
    return switch (transport) {
      case WEBSOCKET -> new WebSocketClient(request("websocket?", after));
      case SSE -> new StreamClient(request("sse?", after));
      case IFRAME -> new StreamClient(request("iframe?", after));
      case LONG_POLL ->
          new LongPollClient(
              request("long-poll?wait=0&", after), request("long-poll?wait=25&", "latest"));
      case MQTT_0, MQTT_1 -> new MqttClient(TOPIC, transport.qos(), token);
      case MIXED -> subscriber(STREAMS.get(turn++ % STREAMS.size()), after);
      case POST -> throw new IllegalArgumentException("nothing comes over " + transport);
    };
  }

  private Request request(String call, String after) {
    return Request.get(API + call + "topic=" + TOPIC + "&after=" + after, authorization);
  }

  @Override
  public final Publication publication() {
    return new HttpPublication(
        port(),
        Request.post(API + "messages", authorization, "Content-Type: application/json"),
        "{\"topic\":\"" + TOPIC + "\",\"data\":\"",
        "\"}",
        "\"id\":");
  }

  @Override
  public final Publication publication(Transport transport) {
    return transport == MQTT_1 ? new MqttPublication(mqttPort, TOPIC, token) : publication();
  }

  @Override
  public final String cursor() throws IOException {
    return found(CURSOR, ask("poll?topic=" + TOPIC));
  }

  @Override
  public final double sessions() throws IOException {
    return SESSION.matcher(ask("presence")).results().count();
  }

  private String ask(String call) throws IOException {
    var request = get(API + call);
    request.setRequestProperty(
        "Authorization", authorization.substring("Authorization: ".length()));
    return text(request);
  }

  @Override
  protected final void started() throws IOException {
    String answer = text(get(API + "demo/token?user=bench&role=operator"));
    token = found(TOKEN, answer);
    authorization = "Authorization: Bearer " + token;
  }

  private static String text(URLConnection request) throws IOException {
    try (InputStream in = request.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String found(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
