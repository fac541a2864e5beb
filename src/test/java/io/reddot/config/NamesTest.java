package io.reddot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "reddot.retention.day, reddot.retention.days",
    "reddot.retention_days2, reddot.retention.days",
    "reddot.jwt.jwks.uri, reddot.jwt.jwks-url",
    "reddot.secret, reddot.jwt.secret",
    "reddot.Mqtt.Prot, reddot.mqtt.port",
    "REDDOT_RETENTION_DAY, REDDOT_RETENTION_DAYS",
    "REDDOT_ORIGIN, REDDOT_ORIGINS",
    "reddot_daata, REDDOT_DATA"
  })
  void anUnknownNameIsToldWithTheNearestOne(String name, String nearest) {
    assertEquals(
        List.of(name + " is not a setting of Red Dot; the closest name is " + nearest + "."),
        Names.unknown(List.of(name)));
  }

  @Test
  void knownNamesAreNotTold() {
    for (Setting<?> setting : Catalogue.ALL) {
      assertEquals(List.of(), Names.unknown(List.of(setting.name(), setting.variable())));
    }
    assertEquals(List.of(), Names.unknown(List.of("reddot_data", "reddot_jwt_jwks_url")));
  }

  @Test
  void namesOfOthersAreNotTold() {
    assertEquals(
        List.of(),
        Names.unknown(
            List.of(
                "PATH",
                "java.home",
                "redis.url",
                "reddots.data",
                "REDDOTS_DATA",
                // what Kubernetes tells containers of services named reddot and reddot-mqtt
                "REDDOT_SERVICE_HOST",
                "REDDOT_SERVICE_PORT",
                "REDDOT_SERVICE_PORT_HTTP",
                "REDDOT_PORT",
                "REDDOT_PORT_8080_TCP",
                "REDDOT_PORT_8080_TCP_ADDR",
                "REDDOT_MQTT_SERVICE_HOST",
                "REDDOT_MQTT_PORT_1883_TCP_PROTO")));
  }

  @Test
  void aVariableThatTheServerListsInTwoFormsIsToldOnce() {
    assertEquals(1, Names.unknown(List.of("REDDOT_DATTA", "reddot.datta")).size());
  }

  @Test
  void distanceCountsWhatMustChange() {
    assertEquals(0, Names.distance("abc", "abc"));
    assertEquals(3, Names.distance("", "abc"));
    assertEquals(3, Names.distance("kitten", "sitting"));
  }
}
