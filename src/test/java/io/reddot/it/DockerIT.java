package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.documents.Dockerfile;
import io.reddot.fixture.Await;
import io.reddot.fixture.Ports;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The command and the health check of the image, without a container. */
@EnabledIfSystemProperty(named = "reddot.server", matches = "payara-micro")
class DockerIT {
  private static final Path MICRO = Path.of(System.getenv("MICRO_JAR"));
  private static final Path PROJECT = Path.of(System.getProperty("reddot.project"));

  /** As the image has it. */
  private static final int CHECK_SECONDS = 5;

  private final int port = Ports.next();

  @Test
  void theCommandServesAndTheHealthCheckTells(@TempDir Path folder) throws Exception {
    // what the image has in its working directory
    Files.createSymbolicLink(folder.resolve("payara-micro.jar"), MICRO);
    Files.createSymbolicLink(folder.resolve("server-config"), PROJECT.resolve("server-config"));
    Files.createDirectories(folder.resolve("target"));
    Files.createSymbolicLink(
        folder.resolve("target/reddot.war"), Path.of(System.getProperty("reddot.war")));
    Path log = folder.resolve("log");
    assertNotEquals(0, healthCheck(), "before it has started");

    Process server = start(folder, log);
    try {
      Await.until(
          "the image's server is healthy: " + log,
          ServerProcess.STARTING,
          () -> {
            assertTrue(server.isAlive(), () -> "it ended: " + said(log));
            return healthCheck() == 0;
          });
    } finally {
      server.destroy();
      if (!server.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    }
    assertNotEquals(0, healthCheck(), "after its end");
  }

  @Test
  void theChecksumIsThatOfTheServerUnderTest() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(MICRO));
    assertEquals(HexFormat.of().formatHex(digest), Dockerfile.read().sha256());
  }

  private Process start(Path folder, Path log) throws Exception {
    List<String> command = new ArrayList<>(Dockerfile.read().command("ENTRYPOINT"));
    command.addAll(List.of("--port", Integer.toString(port)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    builder
        .environment()
        .put(
            "JAVA_TOOL_OPTIONS",
            String.join(" ", ServerSettings.JVM) + " -Djava.io.tmpdir=" + temporary);
    builder.environment().putAll(ServerSettings.environment(folder.resolve("data"), Ports.next()));
    return builder.start();
  }

  /** The exit status of the image's own check, at the port of this test; -1: it had no answer. */
  private int healthCheck() throws Exception {
    List<String> command =
        Dockerfile.read().command("HEALTHCHECK").stream()
            .map(word -> word.replace("/8080", "/" + port))
            .toList();
    Process check =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!check.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
      check.destroyForcibly();
      return -1;
    }
    return check.exitValue();
  }

  private static String said(Path log) {
    try {
      return new String(Files.readAllBytes(log), UTF_8);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
