package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ClientsApart;
import io.reddot.fixture.Network;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Transport;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Clients whose network goes away without a word, no FIN and no RST, and clients that take nothing
 * any more. Only where the machine lets us have networks of our own; in CI always.
 */
@Order(1)
class VanishedClientsIT {
  /** The promise is a minute; a slow machine gets half of one more. */
  private static final Duration NOTICED = Duration.ofSeconds(90);

  /** Those that are written to, so that their windows fill. */
  private static final Set<String> STREAMS =
      Set.of("websocket", "sse", "iframe", "mqtt", "mqtt-websocket");

  /** How many they are: all but those that poll. */
  private static final int CONNECTIONS = Transport.values().length - 2;

  private static final Set<String> ALL =
      Set.of("websocket", "sse", "iframe", "long-poll", "mqtt", "mqtt-websocket");

  @BeforeAll
  static void needsNetworks() throws Exception {
    assumeTrue(System.getenv("CI") != null || Network.available(), "needs root and ip");
  }

  @Test
  void areGoneFromPresenceOnEveryTransport() throws Exception {
    try (Network network = new Network();
        ServerProcess server = new ServerProcess("vanished", Map.of(), network)) {
      Site site = server.site();
      Process clients = clients(network, site);
      try {
        Await.until("present", () -> transports(site).equals(ALL));
        network.cut();
        Await.until("noticed", NOTICED, () -> transports(site).isEmpty());
      } finally {
        clients.destroyForcibly();
      }
      site.publish("it/vanished", "the others go on");
      assertEquals(1, site.history("it/vanished").size());
    }
  }

  /**
   * A client that stands still, and a kernel that answers for it: what it was sent fills its
   * window, then the container, then some of its outbox; not so much that it is told goodbye for
   * being slow.
   */
  @Test
  void thatStandStillBehindClosedWindowsAreGoneToo() throws Exception {
    try (Network network = new Network();
        ServerProcess server = new ServerProcess("stopped", Map.of(), network)) {
      Site site = server.site();
      Process clients = clients(network, site);
      try {
        Await.until("present", () -> transports(site).equals(ALL));
        signal(clients, "STOP");
        site.publish("it/vanished", "answers the long poll");
        Await.until("answered", () -> connected(site).equals(STREAMS));
        for (int i = 0; i < 16; i++) {
          site.publish("it/vanished", "x".repeat(32 << 10));
        }
        Await.until("full", () -> network.stuck() == CONNECTIONS);
        assertEquals(STREAMS, connected(site), "nobody was told off for being slow");
        Await.until("noticed", NOTICED, () -> transports(site).isEmpty());
      } finally {
        clients.destroyForcibly(); // SIGKILL, which the stopped hear, too
      }
    }
  }

  private static void signal(Process process, String name) throws Exception {
    String command = "kill -" + name + " " + process.pid();
    Process kill = new ProcessBuilder("sh", "-c", command).start();
    assertEquals(0, kill.waitFor());
  }

  private static Process clients(Network network, Site site) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ClientsApart.class.getName(),
            Network.SERVER_FOR_CLIENTS,
            Integer.toString(site.port()),
            Integer.toString(site.mqttPort()),
            Site.TOKEN,
            "it/vanished");
    Process process =
        new ProcessBuilder(network.asClient(command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    assertTrue(said.lines().anyMatch(ClientsApart.OPEN::equals), "the clients are connected");
    return process;
  }

  /** By which there are sessions now, or were polls a moment ago. */
  private static Set<String> transports(Site site) throws Exception {
    Set<String> found = new TreeSet<>();
    collect(Site.object(site.get("api/presence").body()), false, found);
    return found;
  }

  /** By which there are connections now. */
  private static Set<String> connected(Site site) throws Exception {
    Set<String> found = new TreeSet<>();
    collect(Site.object(site.get("api/presence").body()), true, found);
    return found;
  }

  private static void collect(JsonValue value, boolean connected, Set<String> to) {
    if (value instanceof JsonObject object) {
      if (object.get("transport") instanceof JsonString transport
          && (!connected || object.getBoolean("connected"))) {
        to.add(transport.getString());
      }
      object.values().forEach(member -> collect(member, connected, to));
    } else if (value.getValueType() == JsonValue.ValueType.ARRAY) {
      value.asJsonArray().forEach(member -> collect(member, connected, to));
    }
  }
}
