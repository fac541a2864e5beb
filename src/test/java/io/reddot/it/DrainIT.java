package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.NumberReader;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Transport;
import io.reddot.fixture.TwoNodes;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One of two nodes is drained under load, and then stopped, as in a rolling deployment. */
@ResourceLock(TwoNodes.SHARED)
class DrainIT {
  private static final int EACH = 5;
  private static final int SECONDS = 3;

  private final String topic = DeployedWar.newTopic();

  private static void expectHello(NumberReader reader) throws Exception {
    assertTrue(reader.subscriber().hello().getBoolean("recovered"), reader.transport().name());
  }

  private static void readToItsEnd(NumberReader reader) throws Exception {
    JsonObject envelope = reader.readOn();
    assertEquals("goodbye", envelope.getString("type"), reader.transport() + " " + envelope);
    assertTrue(envelope.getBoolean("reconnect", true), reader.transport() + " " + envelope);
    reader.subscriber().expect("closed");
    reader.subscriber().closeExhausted();
  }

  /** Only a restart ends the state, which would refuse the clients of all later tests. */
  @AfterEach
  void restart() throws Exception {
    ServerProcess one = TwoNodes.shared().one();
    if (state(one.site().get("api/console/drain"), 200).getBoolean("draining")) {
      one.kill();
      one.start();
    }
  }

  @Test
  void everyReaderMovesToTheOtherNodeAndMissesNothing() throws Exception {
    TwoNodes nodes = TwoNodes.shared();
    ServerProcess one = nodes.one();
    Site other = nodes.other().site();
    String start = one.site().head();
    List<NumberReader> readers = new ArrayList<>();
    for (Transport transport :
        List.of(
            Transport.IFRAME,
            Transport.SSE,
            Transport.WEBSOCKET,
            Transport.MQTT,
            Transport.MQTT_WEBSOCKET)) {
      for (int i = 0; i < EACH; i++) {
        NumberReader reader = new NumberReader(one.site(), transport, start, topic);
        expectHello(reader);
        readers.add(reader);
      }
    }
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Integer> publisher =
        CompletableFuture.supplyAsync(
            () -> publish(one.site(), enough), task -> new Thread(task).start());
    Await.until("under way", () -> other.history(topic).size() > 20);

    assertProblem(403, stranger(one).post("api/console/drain", "text/plain", new byte[0]));
    assertProblem(400, post(one.site(), "api/console/drain?seconds=3601"));
    JsonObject before = state(one.site().get("api/console/drain"), 200);
    assertFalse(before.getBoolean("draining"));
    assertTrue(before.getInt("sessions") >= readers.size(), before::toString);
    // Its answer may count less: the first goodbyes are sent while the audit is stored.
    JsonObject draining = state(post(one.site(), "api/console/drain?seconds=" + SECONDS), 202);
    assertTrue(draining.getBoolean("draining"));
    assertProblem(503, one.site().get("api/poll?topic=" + topic));
    for (NumberReader reader : readers) {
      readToItsEnd(reader);
      reader.connect(other);
      expectHello(reader);
    }
    Await.until(
        "drained", () -> state(one.site().get("api/console/drain"), 200).getInt("sessions") == 0);
    enough.set(true);
    int published = publisher.join();
    for (NumberReader reader : readers) {
      reader.readTo(published);
    }

    one.stop();
    one.start();
    assertEquals(200, one.site().get("api/poll?topic=" + topic).statusCode());
    assertEquals(200, one.site().get("api/health").statusCode());
  }

  private static Site stranger(ServerProcess node) {
    return node.site().as(Site.token("bob", List.of(), List.of("#"), List.of("#")));
  }

  private static HttpResponse<String> post(Site site, String path) throws Exception {
    return site.send("POST", path, "");
  }

  private static JsonObject state(HttpResponse<String> answer, int status) {
    assertEquals(status, answer.statusCode(), answer.body());
    return Site.object(answer.body());
  }

  /** Numbers one after another, all through the node that is drained; each is accepted. */
  private int publish(Site site, AtomicBoolean enough) {
    int number = 0;
    try {
      while (!enough.get()) {
        HttpResponse<String> answer =
            site.post("{\"topic\":\"%s\",\"data\":%d}".formatted(topic, number));
        assertEquals(200, answer.statusCode(), answer.body());
        number++;
      }
      return number;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
