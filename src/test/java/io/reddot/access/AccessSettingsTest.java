package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.config.Settings;
import io.reddot.message.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSettingsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private static AccessSettings of(Map<String, String> values) {
    return AccessSettings.of(Settings.of(name -> Optional.ofNullable(values.get(name))));
  }

  private static void refused(String named, Map<String, String> values) {
    Problem problem = assertThrows(Problem.class, () -> of(values));
    assertEquals(503, problem.status());
    assertTrue(problem.detail().contains(named), problem.detail());
    values.values().stream()
        .filter(value -> value.length() > 8)
        .forEach(value -> assertFalse(problem.detail().contains(value), problem.detail()));
  }

  @Test
  void letsNobodyInByDefault() {
    refused("reddot.jwt.secret", Map.of());
    refused("reddot.jwt.secret", Map.of("reddot.jwt.secret", "  "));
    refused("reddot.jwt.secret", Map.of("reddot.container.principal", "no"));
  }

  @Test
  void readsWhatThereIs() {
    AccessSettings all =
        of(
            Map.of(
                "reddot.jwt.secret", SECRET,
                "reddot.jwt.jwks-url", "https://id.example/keys",
                "reddot.jwt.issuer", "https://id.example",
                "reddot.jwt.audience", "push, reddot,",
                "reddot.jwt.clock-skew-seconds", "5",
                "reddot.container.principal", "true",
                "reddot.container.roles", "operator, editor",
                "reddot.container.session-seconds", "60"));
    assertEquals(URI.create("https://id.example/keys"), all.jwks());
    assertEquals(
        new TokenRules("https://id.example", Set.of("push", "reddot"), Duration.ofSeconds(5)),
        all.rules());
    assertEquals(Set.of("operator", "editor"), all.roles());
    assertEquals(Duration.ofMinutes(1), all.containerSession());
    assertFalse(all.demo());
    assertFalse(all.toString().contains(SECRET));
  }

  @Test
  void asksTheContainerForOperatorsOnlyIfItIsToldTo() {
    assertNull(of(Map.of("reddot.jwt.secret", SECRET)).roles());
    assertEquals(Set.of("operator"), of(Map.of("reddot.container.principal", "true")).roles());
  }

  @Test
  void refusesASecretThatCanBeGuessed() {
    refused("32 bytes", Map.of("reddot.jwt.secret", SECRET.substring(1)));
    refused("32 bytes", Map.of("reddot.jwt.secret", SECRET.substring(1), "reddot.demo", "true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/keys",
        "http://LOCALHOST/keys",
        "http://127.0.0.1/keys",
        "http://127.1.2.3:1/",
        "http://[::1]:8080/keys",
        "HTTPS://id.example/keys?x=y"
      })
  void takesKeysOverHttpsOrFromThisMachine(String address) {
    assertEquals(URI.create(address), of(Map.of("reddot.jwt.jwks-url", address)).jwks());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example/keys",
        "http://localhost.evil.example/keys",
        "http://127.0.0.1.evil.example/keys",
        "http://127.0.0.1@evil.example/keys",
        "https://user:password@id.example/keys",
        "file:///etc/passwd",
        "jar:https://id.example/x.jar!/keys",
        "id.example/keys",
        "https:///keys",
        "https://id example/keys",
        "keys"
      })
  void refusesKeysThatSomebodyOnTheWayCouldSwap(String address) {
    refused("reddot.jwt.jwks-url", Map.of("reddot.jwt.jwks-url", address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "601", "x", "1.5", "99999999999"})
  void refusesAClockSkewThatIsNone(String seconds) {
    refused(
        "reddot.jwt.clock-skew-seconds",
        Map.of("reddot.jwt.secret", SECRET, "reddot.jwt.clock-skew-seconds", seconds));
  }
}
