package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.ServerSettings;
import io.reddot.fixture.Site;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys, passwords and tokens never reach the log or an answer, least of all when things fail. */
class SecretsIT {
  private static final String KEY = "a-key-that-nobody-must-ever-read-in-a-log";
  private static final String STORE_PASSWORD = "the-password-of-the-key-store";
  private static final String DATABASE_PASSWORD = "the-password-of-the-database";

  private static String log(String server) throws Exception {
    return Files.readString(Path.of(System.getProperty("reddot.work"), server, "server.log"));
  }

  private static void assertSecret(String where, String... secrets) {
    for (String secret : secrets) {
      assertFalse(where.contains(secret), () -> "found " + secret);
    }
  }

  /** What an attacker or a reader of the log could use of a token: its signature. */
  private static String signature(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  @Test
  void neitherKeysNorTokensReachTheLogOrAnAnswer() throws Exception {
    String good = Site.token("alice", List.of(), List.of("#"), List.of());
    String bad = good.substring(0, good.length() - 8) + "AAAAAAAA";
    try (ServerProcess server = new ServerProcess("secrets")) {
      Site site = server.site();
      StringBuilder answers = new StringBuilder();
      for (String token : List.of(good, bad)) {
        for (String path :
            List.of(
                "api/poll?topic=%s&token=",
                "api/poll?topic=a/%%23/b%s&token=",
                "api/nowhere%s?token=",
                "api/presence/%s?token=",
                "api/messages?topic=x&after=%s&token=",
                "nowhere%s.jsp?token=")) {
          answers.append(send(HttpRequest.newBuilder(site.uri(path.formatted("x") + token))));
        }
        answers.append(
            send(
                HttpRequest.newBuilder(site.uri("api/messages"))
                    .header("Authorization", "Bearer " + token)
                    .POST(BodyPublishers.ofString("{\"topic\":\"x\",\"data\":1}"))));
        answers.append(
            send(
                HttpRequest.newBuilder(site.uri("api/inbox"))
                    .header("Cookie", "reddot-token=" + token)));
        mqtt(site, token);
      }
      assertProblem(401, site.as(bad).get("api/poll"));
      assertSecret(answers.toString(), signature(good), signature(bad), ServerSettings.SECRET);
      String log = log("secrets");
      assertSecret(
          log, signature(good), signature(bad), signature(Site.TOKEN), ServerSettings.SECRET);
    }
  }

  @Test
  void aKeyStoreThatCannotBeUsedFailsTheDeploymentAndItsPasswordIsNotRepeated() throws Exception {
    Path keys = Files.createTempFile("no-key-store", ".p12");
    Files.writeString(keys, "no key store");
    try (ServerProcess server =
        ServerProcess.failing(
            "key-store",
            Map.of(
                "REDDOT_MQTT_KEY_STORE",
                keys.toString(),
                "REDDOT_MQTT_KEY_STORE_PASSWORD",
                STORE_PASSWORD))) {
      Await.until(
          "it has failed",
          ServerProcess.STARTING,
          () -> log("key-store").contains("reddot.mqtt.key-store (REDDOT_MQTT_KEY_STORE) is "));
      assertTrue(server.fails(), "it does not start without the keys that it was given");
      assertSecret(log("key-store"), STORE_PASSWORD, ServerSettings.SECRET);
    } finally {
      Files.delete(keys);
    }
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = Site.HTTP.send(request.build(), BodyHandlers.ofString());
    return response.headers().map() + response.body();
  }

  /** With a bad will, so that something is said of this client. */
  private static void mqtt(Site site, String token) {
    assertThrows(
        Mqtt5ConnAckException.class,
        () ->
            Mqtt5Client.builder()
                .serverHost(Site.LOCALHOST)
                .serverPort(site.mqttPort())
                .simpleAuth()
                .username("alice")
                .password(token.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .willPublish()
                .topic("not/granted")
                .applyWillPublish()
                .buildBlocking()
                .connect());
  }

  /** And such a server is not ready. */
  @Test
  void aKeyThatIsTooShortIsNotRepeated() throws Exception {
    try (ServerProcess server =
        ServerProcess.configured(
            "short-key", "reddot.cli", Map.of("REDDOT_JWT_SECRET", KEY.substring(0, 20)))) {
      HttpResponse<String> refused = server.site().get("api/poll");
      assertProblem(503, refused);
      HttpResponse<String> health = server.site().get("api/health");
      assertEquals(503, health.statusCode());
      assertEquals("{\"status\":\"DOWN\"}", health.body());
      HttpResponse<String> ready = server.health("ready");
      assertEquals(503, ready.statusCode(), ready.body());
      assertTrue(ready.body().contains("reddot.jwt.secret"), ready.body());
      assertEquals(200, server.health("live").statusCode(), "a restart would not help");
      assertSecret(refused.body() + ready.body() + log("short-key"), KEY.substring(0, 20));
    }
  }

  /** Nothing listens there: the driver, the pool and the container complain at length. */
  @Test
  void theDatabasesPasswordIsNotInWhatIsSaidOfItsFailure() throws Exception {
    for (String url :
        List.of(
            "jdbc:postgresql://127.0.0.1:1/db?user=reddot&connectTimeout=1&password=",
            "jdbc:postgresql://127.0.0.1:port/db?user=reddot&password=")) {
      try (ServerProcess server =
          ServerProcess.failing(
              "no-database", Map.of("REDDOT_DATABASE_URL", url + DATABASE_PASSWORD))) {
        Await.until(
            "it has failed",
            ServerProcess.STARTING,
            () -> log("no-database").contains("com.zaxxer.hikari"));
        assertTrue(server.fails(), "without its database it does not answer");
        assertSecret(log("no-database"), DATABASE_PASSWORD, ServerSettings.SECRET);
      }
    }
  }
}
