package io.reddot.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tries wrong values of each setting there is. */
class WrongValuesTest {
  private static final String NUL = "a\0b";

  /**
   * Of those that are neither numbers nor flags. A new setting of that kind needs its line here.
   */
  private static final Map<String, List<String>> WRONG =
      Map.ofEntries(
          Map.entry("reddot.jwt.secret", List.of("short", "base64:%", "base64:c2hvcnQ=")),
          Map.entry("reddot.jwt.jwks-url", List.of("http://id.example/keys", "keys", "file:///x")),
          Map.entry("reddot.jwt.issuer", List.of("a\nb", NUL)),
          Map.entry("reddot.jwt.audience", List.of(",", "a,b\nc")),
          Map.entry("reddot.container.roles", List.of(", ,", "a\tb")),
          Map.entry("reddot.origins", List.of("*", ",", "https://a.example/", "https://b,c")),
          Map.entry("reddot.proxies", List.of("10.0.0.0/99", "::/129", ",", "proxy", "10.0.0.1;")),
          Map.entry("reddot.data", List.of(NUL)),
          Map.entry("reddot.database.url", List.of("jdbc:oracle:thin:@db", "db", "jdbc:h2:mem:")),
          Map.entry("reddot.database.listen-url", List.of("jdbc:sqlite:x", "db", NUL)),
          Map.entry("reddot.datasource", List.of("java:\njboss")),
          Map.entry(
              "reddot.fan-out.utilization", List.of("0.05", "1.01", "-1", "NaN", "70 %", "x")),
          Map.entry("reddot.fan-out.writes-per-second", List.of("25000", "0", "x")),
          Map.entry("reddot.mqtt.key-store", List.of(NUL)),
          Map.entry("reddot.mqtt.key-store-password", List.of("hunter2\n")),
          Map.entry("reddot.mqtt.refused-filters", List.of(",", "a#", "a/#/b", "a,+b")),
          Map.entry("reddot.drain.file", List.of(NUL)),
          Map.entry("reddot.node.name", List.of("a/b", "$x", "x y", "n".repeat(65))),
          Map.entry("reddot.metrics.networks", List.of("10.0.0.0/33", ",", "prometheus")));

  static Stream<Setting<?>> settings() {
    return Catalogue.ALL.stream();
  }

  static Stream<Setting<?>> numbers() {
    return settings().filter(setting -> setting.type().range().isPresent());
  }

  private static List<String> wrong(Setting<?> setting) {
    if (setting.type().range().isPresent()) {
      Type.Range range = setting.type().range().get();
      String below = BigInteger.valueOf(range.least()).subtract(BigInteger.ONE).toString();
      String above = BigInteger.valueOf(range.most()).add(BigInteger.ONE).toString();
      return List.of(
          below, above, "x", "1.5", "1,000", "0x10", "1s", "99999999999999999999", "--1");
    }
    if (setting.type().name().equals("boolean")) {
      return List.of("maybe", "2", "wahr", "truetrue", "null");
    }
    return Optional.ofNullable(WRONG.get(setting.name()))
        .orElseThrow(() -> new AssertionError("no wrong value is known of " + setting));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aWrongValueIsOneSentenceThatNamesThePropertyAndWhatIsAllowed(Setting<?> setting) {
    assertFalse(wrong(setting).isEmpty(), setting.name());
    for (String value : wrong(setting)) {
      List<String> sentences = sentences(setting, value);
      assertEquals(1, sentences.size(), value + ": " + sentences);
      String sentence = sentences.get(0);
      assertTrue(sentence.startsWith(setting.name() + " (" + setting.variable() + ") is "), value);
      assertTrue(sentence.endsWith("; it must be " + setting.type().allowed() + "."), sentence);
      assertEquals(1, sentence.lines().count(), sentence);
      if (setting.type().secret()) {
        assertFalse(sentence.contains("\"" + value), sentence);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void bothEndsOfARangeAreAllowed(Setting<?> setting) {
    Type.Range range = setting.type().range().orElseThrow();
    for (long end : new long[] {range.least(), range.most()}) {
      assertDoesNotThrow(
          () -> SettingsTest.of(Map.of(setting.name(), Long.toString(end))), setting.name());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theDefaultIsAllowed(Setting<?> setting) {
    Set<String> computed =
        Limiting.GROUP.settings().stream()
            .map(Setting::name)
            .filter(name -> name.matches(".*\\.un(finished|read)-bytes"))
            .collect(Collectors.toCollection(HashSet::new));
    computed.add("reddot.fan-out.lanes");
    setting
        .defaultText()
        .filter(text -> !computed.contains(setting.name()))
        .ifPresent(text -> assertDoesNotThrow(() -> setting.parse(text)));
  }

  @Test
  void everyNameIsUniqueAlsoAsAnEnvironmentVariable() {
    assertEquals(
        Catalogue.ALL.size(), Catalogue.ALL.stream().map(Setting::variable).distinct().count());
    assertTrue(Catalogue.ALL.stream().allMatch(each -> each.name().matches("reddot(\\.[a-z-]+)+")));
  }

  private static List<String> sentences(Setting<?> setting, String value) {
    Map<String, String> values = Map.of(setting.name(), value);
    return setting.aboutKeys()
        ? SettingsTest.of(values).keySentences()
        : SettingsTest.refused(values);
  }
}
