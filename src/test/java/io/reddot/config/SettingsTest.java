package io.reddot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  static Settings of(Map<String, String> values) {
    return Settings.of(name -> Optional.ofNullable(values.get(name)));
  }

  static List<String> refused(Map<String, String> values) {
    WrongSettings wrong = assertThrows(WrongSettings.class, () -> of(values));
    assertEquals(
        "Red Dot does not start with these settings:\n" + String.join("\n", wrong.sentences()),
        wrong.getMessage());
    return wrong.sentences();
  }

  @Test
  void whatIsNotSetHasItsDefault() {
    Settings settings = of(Map.of());
    assertEquals(Duration.ofDays(30), settings.get(Storage.RETENTION));
    assertEquals(1883, settings.get(Mqtt.PORT));
    assertEquals(Optional.empty(), settings.get(Storage.DATABASE_URL));
    assertEquals(List.of(), settings.changed());
  }

  @Test
  void anEmptyValueIsNone() {
    Settings settings =
        of(Map.of("reddot.retention.days", "", "reddot.proxies", "  ", "reddot.jwt.secret", "\n"));
    assertEquals(Duration.ofDays(30), settings.get(Storage.RETENTION));
    assertEquals(Optional.empty(), settings.get(Browsers.PROXIES));
    assertEquals(Optional.empty(), settings.get(Access.SECRET));
  }

  @Test
  void spacesAroundAValueDoNotCount() {
    assertEquals(
        Duration.ofDays(7), of(Map.of("reddot.retention.days", " 7\n")).get(Storage.RETENTION));
  }

  @Test
  void aNegativeRetentionWhichWouldDeleteEverythingIsRefused() {
    assertEquals(
        List.of(
            "reddot.retention.days (REDDOT_RETENTION_DAYS) is \"-5\"; it must be a whole number of"
                + " days from 1 to 36,500."),
        refused(Map.of("reddot.retention.days", "-5")));
  }

  @Test
  void aNetworkWithTooManyBitsIsRefused() {
    assertEquals(
        List.of(
            "reddot.proxies (REDDOT_PROXIES) is \"10.0.0.0/99\"; it must be a list, separated by"
                + " commas, each part an address like 10.0.0.1 or a network like 10.0.0.0/8."),
        refused(Map.of("reddot.proxies", "10.0.0.0/99")));
  }

  @Test
  void aDatabaseWhoseDriverIsNotOursIsNamedWithoutItsPassword() {
    List<String> sentences =
        refused(Map.of("reddot.database.url", "jdbc:oracle:thin:app/hunter2@db:1521/x"));
    assertEquals(1, sentences.size());
    assertTrue(
        sentences.get(0).startsWith("reddot.database.url (REDDOT_DATABASE_URL) is \"jdbc:oracle:…"),
        sentences.get(0));
    assertFalse(sentences.get(0).contains("hunter2"), sentences.get(0));
  }

  @Test
  void allWrongSettingsAreReportedTogether() {
    List<String> sentences =
        refused(
            Map.of(
                "reddot.retention.days", "0",
                "reddot.mqtt.port", "65536",
                "reddot.demo", "maybe",
                "reddot.jwt.clock-skew-seconds", "x"));
    assertEquals(4, sentences.size(), sentences.toString());
    for (String name :
        List.of("reddot.jwt.clock-skew", "reddot.demo", "reddot.retention", "reddot.mqtt.port")) {
      assertEquals(1, sentences.stream().filter(each -> each.startsWith(name)).count(), name);
    }
  }

  @Test
  void aProblemOfKeysOnlyLetsTheApplicationRunAndNobodyIn() {
    Settings settings =
        of(Map.of("reddot.jwt.secret", SECRET, "reddot.jwt.clock-skew-seconds", "4711"));
    String said = settings.keyProblem().orElseThrow();
    assertTrue(said.contains("reddot.jwt.clock-skew-seconds"), said);
    assertFalse(said.contains("4711"), "callers do not learn what was given");
    assertEquals(1, settings.keySentences().size());
    assertTrue(settings.keySentences().get(0).contains("4711"), "the log tells");
  }

  @Test
  void withoutAnyKeyNobodyIsLetIn() {
    assertTrue(of(Map.of()).keyProblem().orElseThrow().contains("reddot.jwt.secret"));
    assertEquals(Optional.empty(), of(Map.of("reddot.jwt.secret", SECRET)).keyProblem());
    assertEquals(Optional.empty(), of(Map.of("reddot.demo", "yes")).keyProblem());
  }

  @Test
  void whatTheServerCannotExpandIsRefusedWithoutShowingIt() {
    WrongSettings wrong =
        assertThrows(
            WrongSettings.class,
            () ->
                Settings.of(
                    name -> {
                      if (name.equals("reddot.retention.days")) {
                        throw new IllegalStateException("cannot expand ${hunter2}");
                      }
                      return Optional.empty();
                    }));
    assertEquals(1, wrong.sentences().size());
    assertTrue(wrong.getMessage().contains("reddot.retention.days"), wrong.getMessage());
    assertFalse(wrong.getMessage().contains("hunter2"), wrong.getMessage());
  }

  @Test
  void theLogListsWhatIsSetAndNoSecret() {
    Settings settings =
        of(
            Map.of(
                "reddot.jwt.secret", SECRET,
                "reddot.mqtt.key-store-password", "hunter2",
                "reddot.database.url", "jdbc:postgresql://db/reddot?password=hunter2",
                "reddot.retention.days", "7"));
    assertEquals(
        List.of(
            "reddot.jwt.secret=a text of 32 bytes (not shown)",
            "reddot.database.url=\"jdbc:postgresql:…\"",
            "reddot.retention.days=\"7\"",
            "reddot.mqtt.key-store-password=(not shown)"),
        settings.changed());
  }

  @Test
  void warnsOfWhatIsIgnoredAndOfASecretThatEndsWithALineBreak() {
    List<String> warnings =
        of(Map.of(
                "reddot.jwt.secret", SECRET + "\n",
                "reddot.database.url", "jdbc:sqlite:x",
                "reddot.datasource", "java:jboss/x"))
            .warnings();
    assertEquals(2, warnings.size(), warnings.toString());
    assertEquals(List.of(), of(Map.of("reddot.jwt.secret", SECRET)).warnings());
  }

  @Test
  void warnsThatSqliteIgnoresTheUrlToListenAt() {
    String listen = "reddot.database.listen-url";
    String url = "jdbc:postgresql://db/x?password=hunter2";
    for (Map<String, String> sqlite :
        List.of(
            Map.of(listen, url),
            Map.of(listen, url, "reddot.database.url", "jdbc:sqlite:reddot.db"))) {
      List<String> warnings = of(sqlite).warnings();
      assertEquals(1, warnings.size(), warnings.toString());
      assertTrue(warnings.get(0).startsWith(listen + " is ignored"), warnings.get(0));
      assertFalse(warnings.get(0).contains("hunter2"), warnings.get(0));
    }
    assertEquals(List.of(), of(Map.of(listen, url, "reddot.database.url", url)).warnings());
    assertEquals(
        List.of(), of(Map.of(listen, url, "reddot.datasource", "java:jboss/x")).warnings());
  }
}
