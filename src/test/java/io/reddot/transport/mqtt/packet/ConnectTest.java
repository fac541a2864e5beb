package io.reddot.transport.mqtt.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConnectTest {
  @Test
  void doesNotRepeatTheTokenWhenItIsWritten() {
    String token = "a-token-that-belongs-into-no-log";
    Connect connect =
        Connect.of(
            MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId("c")
                .username("u")
                .password(token.getBytes(StandardCharsets.UTF_8))
                .build(),
            false);
    assertEquals(token, connect.token());
    assertFalse(connect.toString().contains(token));
    assertFalse(String.format("%s", connect).contains("token"));
  }
}
