package io.reddot.bench.server;

import io.reddot.bench.load.Client;
import io.reddot.bench.load.MqttClient;
import io.reddot.bench.load.MqttPublication;
import io.reddot.bench.load.Publication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Mosquitto, as Debian packages it: C, one thread, and nothing on the disk. For one thread. */
final class Mosquitto extends Server {
  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
  private static final String TOPIC = "bench/all";

  /** Without bounds where it would throw messages away, and without statistics of its own. */
  private static final String CONFIGURATION =
      """
      listener %d 127.0.0.1
      allow_anonymous true
      persistence false
      max_queued_messages 0
      max_inflight_messages 0
      sys_interval 0
      log_dest none
      """;

  Mosquitto(Path folder) {
    super(folder);
  }

  /** Null: it is not installed. */
  static String version() {
    return Files.exists(PROGRAM) ? Debian.version("mosquitto") : null;
  }

  @Override
  protected List<String> command() throws IOException {
    Path file = folder().resolve("mosquitto.conf");
    Files.writeString(file, CONFIGURATION.formatted(port()));
    return List.of(PROGRAM.toString(), "-c", file.toString());
  }

  @Override
  protected boolean isReady() throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), port()).close();
    return true;
  }

  /** No JVM. */
  @Override
  public String jcmd(String command) {
    return "";
  }

  @Override
  public Client subscriber(Transport transport) {
    return new MqttClient(TOPIC, transport.qos(), null);
  }

  @Override
  public Publication publication() {
    return new MqttPublication(port(), TOPIC, null);
  }
}
