package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.NumberReader;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.TeamWar;
import io.reddot.fixture.Transport;
import io.reddot.fixture.broken.BrokenServlet;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** An application that goes down in order, by undeployment or with its server, and comes back. */
@Order(1)
class GoingDownIT {
  private static final String TOPIC = "it/down";
  private static final int SPREAD_MILLIS = 5_000;

  /** A thousand WebSockets cost the test no thread each; of the others a few do. */
  private static final int WEBSOCKETS = 1_000;

  private static final int OTHERS = 10;

  /** As for deployments by WildFly's management: what has failed is taken back. */
  private static final String ROLL_BACK = "-Djboss.deployment.scanner.rollback.on.failure=true";

  /** How many numbers the publisher may be ahead of the slowest reader. */
  private static final int AHEAD = 2;

  @Test
  void saysGoodbyeToEverybodyAndLosesNothing() throws Exception {
    try (ServerProcess server = new ServerProcess("down")) {
      String start = server.site().head();
      List<NumberReader> readers = new ArrayList<>();
      for (int i = 0; i < WEBSOCKETS; i++) {
        readers.add(new NumberReader(server.site(), Transport.WEBSOCKET, start, TOPIC));
      }
      for (int i = 0; i < OTHERS; i++) {
        readers.add(new NumberReader(server.site(), Transport.SSE, start, TOPIC));
        readers.add(new NumberReader(server.site(), Transport.IFRAME, start, TOPIC));
      }
      for (NumberReader reader : readers) {
        assertTrue(reader.subscriber().hello().getBoolean("recovered"));
      }
      AtomicBoolean goingDown = new AtomicBoolean();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<Integer> publisher = thread.submit(() -> publish(server.site(), readers, goingDown));
      Await.until(
          "under way", Duration.ofMinutes(3), () -> server.site().history(TOPIC).size() > 50);

      goingDown.set(true);
      CompletableFuture<Void> down = CompletableFuture.runAsync(() -> undeploy(server));
      List<Integer> delays = new ArrayList<>();
      for (NumberReader reader : readers) {
        JsonObject goodbye = reader.readOn();
        assertEquals("goodbye", goodbye.getString("type"), reader.transport() + " " + goodbye);
        assertEquals(1001, goodbye.getInt("code"));
        assertTrue(goodbye.getBoolean("reconnect"));
        delays.add(goodbye.getInt("retryAfter"));
        assertEquals("closed", reader.subscriber().next().getString("type"));
        reader.subscriber().closeExhausted();
      }
      assertTrue(delays.stream().allMatch(delay -> delay >= 0 && delay <= SPREAD_MILLIS));
      for (int second = 0; second < SPREAD_MILLIS / 1_000; second++) {
        int from = second * 1_000;
        long count = delays.stream().filter(d -> d >= from && d < from + 1_000).count();
        assertTrue(count > readers.size() / 10, "spread evenly: " + count + " from " + from);
      }
      down.get(60, TimeUnit.SECONDS);
      int answered = publisher.get(60, TimeUnit.SECONDS);
      thread.shutdown();
      if (server.undeploys()) {
        assertNothingIsLeft(server);
      }

      server.deploy();
      int stored = server.site().history(TOPIC).size();
      assertTrue(stored >= answered, stored + " of " + answered);
      for (NumberReader reader : readers) {
        reader.connect(server.site());
      }
      for (NumberReader reader : readers) {
        assertTrue(reader.subscriber().hello().getBoolean("recovered"));
        reader.readTo(stored);
      }
    }
  }

  /** Neither where the server goes on, nor on Payara Micro, where it fails at its start. */
  @Test
  void anApplicationThatFailsToStartLeavesNothingBehind() throws Exception {
    JavaArchive broken = ShrinkWrap.create(JavaArchive.class, "broken.jar");
    Path war = TeamWar.with("broken", broken.addClass(BrokenServlet.class));
    String failure = "this servlet is meant to fail";
    boolean goesOn = System.getProperty("reddot.server").equals("wildfly");
    try (ServerProcess server =
        goesOn
            ? new ServerProcess("broken", Map.of("JAVA_TOOL_OPTIONS", ROLL_BACK))
            : ServerProcess.failing("broken", war, Map.of())) {
      if (goesOn) {
        server.undeploy();
        server.deployInVain(war);
      } else {
        Await.until(
            "it has failed",
            Duration.ofMinutes(3),
            () -> Files.readString(server.log()).contains(failure));
      }
      assertNothingIsLeft(server);
      String log = Files.readString(server.log());
      assertTrue(log.contains(failure), log);
      assertEquals(0, log.lines().filter(line -> line.contains("ERROR [io.reddot")).count(), log);
    }
  }

  private static void undeploy(ServerProcess server) {
    try {
      server.undeploy();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertNothingIsLeft(ServerProcess server) throws Exception {
    Pattern ours = Pattern.compile("reddot|HikariPool", Pattern.CASE_INSENSITIVE);
    Await.until(
        "no thread of ours is left",
        () ->
            server
                .threads()
                .lines()
                .filter(line -> !line.contains("/reddot.war")) // a path of the server's own
                .noneMatch(line -> ours.matcher(line).find()));
  }

  /**
   * Numbers one after another until the application is gone, and never ahead of the slowest reader:
   * on a slow machine it would be found unresponsive before anything goes down.
   *
   * @return how many were answered
   */
  private static int publish(Site site, List<NumberReader> readers, AtomicBoolean goingDown)
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    int answered = 0;
    while (true) {
      boolean unused = never.await(20, TimeUnit.MILLISECONDS);
      int number = answered;
      Await.until(
          "everybody keeps up",
          () ->
              goingDown.get()
                  || readers.stream().allMatch(r -> r.subscriber().arrivals() >= number - AHEAD));
      try {
        int status = site.post(message(answered)).statusCode();
        if (status != 200) {
          assertTrue(goingDown.get(), "refused with " + status);
          assertTrue(status == 503 || status == 404, "refused with " + status);
          return answered;
        }
        answered++;
      } catch (IOException e) {
        assertTrue(goingDown.get(), e.toString());
        return answered;
      }
    }
  }

  private static String message(int number) {
    return "{\"topic\":\"%s\",\"data\":%d}".formatted(TOPIC, number);
  }
}
