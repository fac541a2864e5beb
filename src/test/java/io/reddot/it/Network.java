package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A cable of its own between a server and its clients, which can be cut: two network namespaces of
 * Linux, and a second cable by which the test itself reaches the server. Needs root and {@code ip}
 * (iproute2).
 */
final class Network implements AutoCloseable {
  private static final String SERVER = "reddot-server";
  private static final String CLIENTS = "reddot-clients";
  private static final String US = "10.203.1.1";

  /** The server's address on the test's cable. */
  static final String SERVER_FOR_US = "10.203.1.2";

  /** The server's address on the cable of its clients. */
  static final String SERVER_FOR_CLIENTS = "10.203.2.1";

  private static final String CLIENTS_ADDRESS = "10.203.2.2";

  /** Least, usual and most bytes of the kernel's for a connection: few, so that they fill soon. */
  private static final String BUFFERS = "4096 16384 65536";

  Network() throws Exception {
    close(); // what a test that was killed has left
    ip("netns add " + SERVER);
    ip("netns add " + CLIENTS);
    ip("link add rd-us type veth peer name rd-test netns " + SERVER);
    ip(
        "link add rd-server netns %s type veth peer name rd-clients netns %s"
            .formatted(SERVER, CLIENTS));
    ip("addr add " + US + "/24 dev rd-us");
    ip("link set rd-us up");
    up(SERVER, "rd-test", SERVER_FOR_US);
    up(SERVER, "rd-server", SERVER_FOR_CLIENTS);
    up(CLIENTS, "rd-clients", CLIENTS_ADDRESS);
    ip("-n " + SERVER + " link set lo up");
    // As server-config/linux says: the kernel gives up on who does not answer after 25 seconds.
    set(SERVER, "tcp_retries2", "6");
    set(SERVER, "tcp_wmem", BUFFERS);
    set(CLIENTS, "tcp_rmem", BUFFERS);
  }

  /** Whether this machine lets us: root on Linux, and {@code ip} is installed. */
  static boolean available() throws Exception {
    try {
      return System.getProperty("user.name").equals("root")
          && new ProcessBuilder("ip", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void up(String namespace, String end, String address) throws Exception {
    ip("-n %s addr add %s/24 dev %s".formatted(namespace, address, end));
    ip("-n %s link set %s up".formatted(namespace, end));
  }

  private static void set(String namespace, String setting, String value) throws Exception {
    String command = "echo %s > /proc/sys/net/ipv4/%s".formatted(value, setting);
    run(in(namespace, List.of("sh", "-c", command)));
  }

  private static List<String> in(String namespace, List<String> command) {
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    inside.addAll(command);
    return inside;
  }

  List<String> asServer(List<String> command) {
    return in(SERVER, command);
  }

  List<String> asClient(List<String> command) {
    return in(CLIENTS, command);
  }

  /** From now on nothing gets through, and nobody is told. */
  void cut() throws Exception {
    ip("-n " + CLIENTS + " link set rd-clients down");
  }

  /** To how many connections the server has something to say that their clients do not take. */
  long stuck() throws Exception {
    return run(in(SERVER, List.of("ss", "-Htn", "state", "established")))
        .lines()
        .map(line -> line.strip().split("\\s+")) // received, to send, our address, theirs
        .filter(socket -> socket[3].contains(CLIENTS_ADDRESS) && !socket[1].equals("0"))
        .count();
  }

  private static void ip(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments.split(" ")));
    run(command);
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), command + ": " + said);
    return said;
  }

  /** Cables first: a namespace stays while a connection of it lingers, and its cables with it. */
  @Override
  public void close() throws Exception {
    for (String undo :
        List.of(
            "link del rd-us",
            "-n " + SERVER + " link del rd-server",
            "netns del " + CLIENTS,
            "netns del " + SERVER)) {
      List<String> command = new ArrayList<>(List.of("ip"));
      command.addAll(List.of(undo.split(" ")));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean unused = process.waitFor(10, TimeUnit.SECONDS); // fails where there is none
    }
  }
}
