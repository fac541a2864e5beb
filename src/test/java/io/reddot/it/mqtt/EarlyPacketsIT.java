package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import io.reddot.fixture.Await;
import io.reddot.fixture.Issuer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.attack.WebSocketAttacker;
import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import io.reddot.fixture.mqtt.WebSocketPipe;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What clients send behind their CONNECT while the issuer is asked for the key of their token. */
class EarlyPacketsIT {
  private static final String NAME = "https://issuer.test";
  private static final int PACKETS = 3;

  /** Tokens that may be checked or wait: four, and what the server's settings add. */
  private static final int CHECKED = 4 + 6;

  private final String topic = "it/" + UUID.randomUUID();
  private final JWK known = key("known");
  private final JWK asked = key("asked");
  private final CountDownLatch answers = new CountDownLatch(1);

  private static JWK key(String id) {
    try {
      return Issuer.ec(id);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String token(JWK key) throws Exception {
    List<String> all = List.of("it/#");
    return Issuer.sign(
        key,
        new JWTClaimsSet.Builder()
            .subject("tester")
            .issuer(NAME)
            .audience("reddot")
            .jwtID(UUID.randomUUID().toString())
            .claim("groups", List.of())
            .claim("reddot", Map.of("subscribe", all, "publish", all))
            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
            .build());
  }

  private Map<String, String> settings(Issuer issuer) {
    return Map.of(
        "REDDOT_DEMO", "",
        "REDDOT_JWT_SECRET", "",
        "REDDOT_JWT_JWKS_URL", issuer.keys().toString(),
        "REDDOT_JWT_ISSUER", NAME,
        "REDDOT_JWT_AUDIENCE", "reddot",
        "REDDOT_LIMIT_WAITING_LOGINS", Integer.toString(CHECKED - 4),
        "REDDOT_LIMIT_ADDRESS_UNFINISHED_BYTES", "2000000");
  }

  private void answerLate(Issuer issuer) {
    String both = new JWKSet(List.of(known.toPublicJWK(), asked.toPublicJWK())).toString(true);
    issuer.answers(
        exchange -> {
          try {
            assertTrue(answers.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          Issuer.send(exchange, 200, both);
        });
  }

  @Test
  void areTakenWithinTheirBounds() throws Exception {
    try (Issuer issuer = new Issuer(known.toPublicJWK());
        ServerProcess server = new ServerProcess("early", settings(issuer))) {
      Site site = server.site().as(token(known));
      Await.until(
          "its keys are fetched", () -> site.get("api/poll?topic=" + topic).statusCode() == 200);
      answerLate(issuer);
      List<MqttClient> patient = List.of(patient(tcp(site)), patient(new WebSocketPipe(site)));
      flood(site);
      List<MqttClient> many = new ArrayList<>();
      for (int i = 0; i < 2 * CHECKED; i++) {
        MqttClient client = new MqttClient(tcp(site), i % 2 == 0 ? Version.V5 : Version.V3);
        client.send(connect(client.version));
        many.add(client);
      }
      Await.until("some are refused", () -> refused(many) >= CHECKED);
      answers.countDown();
      for (MqttClient client : patient) {
        assertEquals(0, client.expect(Type.CONNACK).code());
        for (int i = 1; i <= PACKETS; i++) {
          assertEquals(i, client.expect(Type.PUBACK).id());
        }
        client.disconnect();
      }
      assertEquals(2 * PACKETS, site.history(topic).size());
      for (MqttClient client : many) {
        int busy = client.version == Version.V5 ? 0x89 : 3;
        int code = client.expect(Type.CONNACK).code();
        assertTrue(code == 0 || code == busy, "answered " + code);
        client.close();
      }
      String log = Files.readString(server.log());
      assertFalse(log.contains("could not open an MQTT session"), log);
    }
  }

  private static long refused(List<MqttClient> clients) {
    return clients.stream().filter(client -> client.waiting() > 0).count();
  }

  private static Socket tcp(Site site) throws IOException {
    return new Socket(site.host(), site.mqttPort());
  }

  private byte[] connect(Version version) throws Exception {
    return new Connect(version, DeployedMqtt.newClientId()).token(token(asked)).bytes();
  }

  /** Sends all at once, as a client may (MQTT 5, section 3.1.4). */
  private MqttClient patient(Socket socket) throws Exception {
    MqttClient client = new MqttClient(socket, Version.V5);
    Bytes all = new Bytes().raw(connect(Version.V5));
    for (int i = 1; i <= PACKETS; i++) {
      all.raw(new Publish(topic, "x".repeat(100_000)).qos(1).id(i).bytes(Version.V5));
    }
    client.send(all.toBytes());
    return client;
  }

  /** More than an address may have unfinished, of packets that the server has read one by one. */
  private void flood(Site site) throws Exception {
    String headers = "Sec-WebSocket-Protocol: mqtt\r\n";
    try (WebSocketAttacker client = new WebSocketAttacker(site, "api/mqtt", headers)) {
      client.send(WebSocketAttacker.frame(0x82, connect(Version.V5), true));
      byte[] packet = new Publish(topic, "x".repeat(200_000)).bytes(Version.V5);
      WebSocketAttacker.Frame answer;
      int taken = 0;
      do {
        client.send(WebSocketAttacker.frame(0x82, packet, true));
        client.send(WebSocketAttacker.frame(0x89, new byte[0], true));
        answer = client.frame();
        taken++;
      } while (answer.opcode() == 10 && taken < 20);
      assertEquals(8, answer.opcode(), taken + " packets were taken");
      assertEquals(1013, answer.code());
    }
  }
}
