package io.reddot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
  @TempDir private Path folder;

  private List<String> faults(Map<String, String> values) {
    return new Checks(name -> name.equals("java:jboss/reddot"))
        .faults(SettingsTest.of(values)).stream().map(Fault::sentence).toList();
  }

  private void refused(String name, String why, Map<String, String> values) {
    List<String> sentences = faults(values);
    assertEquals(1, sentences.size(), sentences.toString());
    assertTrue(sentences.get(0).startsWith(name), sentences.get(0));
    assertTrue(sentences.get(0).contains(why), sentences.get(0));
    assertFalse(sentences.get(0).contains("hunter2"), sentences.get(0));
  }

  @Test
  void theDataFolderCanBeMadeAndIsNotMadeYet() {
    Path data = folder.resolve("a/b/c");
    assertEquals(List.of(), faults(Map.of("reddot.data", data.toString())));
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @Test
  void aDataFolderThatCannotBeMadeIsRefused() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    refused("reddot.data", "cannot be written", Map.of("reddot.data", file.toString()));
    refused("reddot.data", "cannot be written", Map.of("reddot.data", file.resolve("x") + ""));
    assertEquals(
        List.of(),
        faults(
            Map.of("reddot.data", file.toString(), "reddot.database.url", "jdbc:postgresql://db")));
  }

  @Test
  void aDataSourceThatIsNotThereIsRefused() {
    assertEquals(List.of(), faults(Map.of("reddot.datasource", "java:jboss/reddot")));
    refused(
        "reddot.datasource", "java:jboss/other", Map.of("reddot.datasource", "java:jboss/other"));
  }

  @Test
  void aKeyStoreThatIsMissingIsRefused() {
    refused(
        "reddot.mqtt.key-store",
        "is not a readable file",
        Map.of("reddot.mqtt.key-store", folder.resolve("none.p12").toString()));
    refused(
        "reddot.mqtt.key-store",
        "is not a readable file",
        Map.of("reddot.mqtt.key-store", folder.toString()));
  }

  @Test
  void aKeyStoreThatDoesNotOpenOrHoldsNoKeyIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "no key store");
    refused("reddot.mqtt.key-store", "cannot be used", Map.of("reddot.mqtt.key-store", "" + text));
    Path empty = store("secret", false);
    refused(
        "reddot.mqtt.key-store",
        "cannot be used",
        Map.of("reddot.mqtt.key-store", "" + empty, "reddot.mqtt.key-store-password", "hunter2"));
    refused(
        "reddot.mqtt.key-store",
        "it contains no key",
        Map.of("reddot.mqtt.key-store", "" + empty, "reddot.mqtt.key-store-password", "secret"));
    Path full = store("secret", true);
    assertEquals(
        List.of(),
        faults(
            Map.of(
                "reddot.mqtt.key-store", "" + full, "reddot.mqtt.key-store-password", "secret")));
    refused("reddot.mqtt.key-store", "cannot be used", Map.of("reddot.mqtt.key-store", "" + full));
  }

  @Test
  void aKeyStoreThatIsNotUsedIsNotLookedAt() {
    assertEquals(
        List.of(), faults(Map.of("reddot.mqtt.key-store", "x.p12", "reddot.mqtt.tls-port", "0")));
    assertEquals(List.of(), faults(Map.of("reddot.mqtt.key-store", "none")));
  }

  @Test
  void onePortForTwoPurposesIsRefused() throws Exception {
    Path full = store("secret", true);
    refused(
        "reddot.mqtt.tls-port",
        "reddot.mqtt.port",
        Map.of(
            "reddot.mqtt.key-store", "" + full,
            "reddot.mqtt.key-store-password", "secret",
            "reddot.mqtt.tls-port", "1883"));
  }

  private Path store(String password, boolean key) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (key) {
      keys.setEntry(
          "key",
          new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
          new KeyStore.PasswordProtection(password.toCharArray()));
    }
    Path file = folder.resolve("keys-" + key + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store(out, password.toCharArray());
    }
    return file;
  }
}
