package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.reddot.config.Settings;
import io.reddot.transport.mqtt.packet.Connect;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tells clients what they get that they did not ask for. */
class ConnectAnswerTest {
  private final MqttSettings settings = new MqttSettings(Settings.of(name -> Optional.empty()));

  private ConnectAnswer answer(boolean version5, String clientId, int keepAlive, long expiry) {
    Connect client =
        new Connect(
            version5, clientId, true, keepAlive, expiry, 9, 9_999, 0, true, false, null, null);
    return new ConnectAnswer(client, "assigned", settings.expiry(expiry), settings);
  }

  private static @Nullable Object value(MqttProperties properties, int property) {
    var found = properties.getProperty(property);
    return found == null ? null : found.value();
  }

  @Test
  void grantsTheKeepAliveThatWasAskedFor() {
    ConnectAnswer answer = answer(true, "c", 30, 0);
    assertNull(value(answer.properties(null), MqttProperties.SERVER_KEEP_ALIVE));
    assertEquals(Duration.ofSeconds(45), answer.silence());
  }

  @Test
  void limitsTheKeepAliveOfMqtt5() {
    ConnectAnswer answer = answer(true, "c", 0, 0);
    int most = settings.keepAlive();
    assertEquals(most, value(answer.properties(null), MqttProperties.SERVER_KEEP_ALIVE));
    assertEquals(Duration.ofMillis(1500L * most), answer.silence());
  }

  @Test
  void cannotLimitTheKeepAliveOfMqtt3() {
    ConnectAnswer answer = answer(false, "c", 0, 0);
    assertNull(answer.silence());
    assertEquals(0, answer.properties(null).listAll().size());
  }

  @Test
  void limitsTheExpiryOfSessions() {
    MqttProperties properties = answer(true, "c", 30, Connect.NEVER).properties(null);
    assertEquals(
        (int) settings.expiry(Connect.NEVER).toSeconds(),
        value(properties, MqttProperties.SESSION_EXPIRY_INTERVAL));
    assertNull(
        value(answer(true, "c", 30, 10).properties(null), MqttProperties.SESSION_EXPIRY_INTERVAL));
  }

  @Test
  void assignsAClientIdWhereThereIsNone() {
    int property = MqttProperties.ASSIGNED_CLIENT_IDENTIFIER;
    assertEquals("assigned", value(answer(true, "", 30, 0).properties(null), property));
    assertNull(value(answer(true, "c", 30, 0).properties(null), property));
  }
}
