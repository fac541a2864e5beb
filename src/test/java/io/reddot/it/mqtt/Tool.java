package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.it.Await;
import io.reddot.it.Site;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A run of {@code mosquitto_pub} or {@code mosquitto_sub}, and the lines that it prints. */
final class Tool implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread reader;

  /** With the tester's token, on the port under test. */
  Tool(String name, String version, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            // line by line: into a pipe the tool would write when its buffer is full
            List.of("stdbuf", "-oL", "/usr/bin/" + name, "-h", Site.LOCALHOST, "-V", version));
    command.addAll(List.of("-p", Integer.toString(DeployedMqtt.PORT)));
    command.addAll(List.of("-u", "token", "-P", Site.TOKEN));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    reader = new Thread(this::read, name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("unreadable: " + e);
    }
  }

  /** The next line that tells of a message, past what {@code -d} says of the protocol. */
  String line() throws InterruptedException {
    String line;
    do {
      line = lines.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("nothing was printed in time");
      }
    } while (protocol(line));
    return line;
  }

  /** With {@code -d}: until the tool says that it is subscribed. */
  void awaitSubscribed() throws InterruptedException {
    String line = "";
    while (!line.startsWith("Subscribed")) {
      line = lines.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("not subscribed in time");
      }
    }
  }

  private static boolean protocol(String line) {
    return line.startsWith("Client ") || line.startsWith("Subscribed");
  }

  /** By itself, and satisfied; with nothing more to say of messages. */
  void awaitSuccess() throws InterruptedException {
    if (!process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("did not end in time; it said " + lines);
    }
    reader.join(Await.DEADLINE.toMillis());
    assertEquals(0, process.exitValue(), lines::toString);
    assertEquals(List.of(), lines.stream().filter(line -> !protocol(line)).toList());
  }

  /** As {@code kill -9} does: no goodbye is said. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
