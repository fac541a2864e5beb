package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Version;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MQTT over TLS, with a key store as an administrator makes one. */
class MqttTlsIT {
  private static final String PASSWORD = "of-the-tests";

  @TempDir Path folder;

  @Test
  void speaksOverTlsAsWithout() throws Exception {
    Path keys = folder.resolve("mqtt.p12");
    makeKeys(keys);
    int port = freePort();
    try (ServerProcess server =
        new ServerProcess(
            "mqtt-tls",
            Map.of(
                "REDDOT_MQTT_TLS_PORT", Integer.toString(port),
                "REDDOT_MQTT_KEY_STORE", keys.toString(),
                "REDDOT_MQTT_KEY_STORE_PASSWORD", PASSWORD))) {
      MqttClient plain = new MqttClient(server.site().mqttPort(), Version.V5);
      plain.connect(new Connect(Version.V5, "plain"));
      SSLSocket socket =
          (SSLSocket) trusting(keys).getSocketFactory().createSocket(Site.LOCALHOST, port);
      socket.startHandshake();
      MqttClient secure = new MqttClient(socket, Version.V5);
      secure.connect(new Connect(Version.V5, "secure"));
      secure.subscribe("it/tls", 1);
      plain.publish("it/tls", "x".repeat(100_000), 1);
      assertEquals(100_000, secure.message().text().length());
      secure.publish("it/tls", "back", 2);
      secure.message("back");
      secure.endExhausted();
      secure.close();
      plain.close();
    }
  }

  private static void makeKeys(Path file) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "mqtt",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, made.waitFor());
  }

  private static SSLContext trusting(Path file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("mqtt", keys.getCertificate("mqtt"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
