package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.KilledServer;
import io.reddot.fixture.Locks;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.message.Cursor;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a server that is killed may not lose. */
@ResourceLock(Locks.PROCESSORS)
class CrashIT {
  private static final String TOPIC = "it/crash";

  /**
   * Shared by the tests, because each start costs a boot; each test has topics and clients of its
   * own.
   */
  @RegisterExtension static final KilledServer server = new KilledServer("crash");

  @Test
  void everyPublishThatWasAnsweredIsThereInOrderOnce() throws Exception {
    int publishers = 6;
    Map<String, String> answered = new ConcurrentHashMap<>();
    AtomicBoolean killed = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    List<Future<Integer>> running = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      int publisher = i;
      running.add(threads.submit(() -> publish(server.site(), publisher, answered, killed)));
    }
    Await.until("enough is answered", () -> answered.size() >= 1_500);
    killed.set(true);
    server.kill();
    threads.shutdown();
    assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS), "the publishers ended");
    for (Future<Integer> each : running) {
      assertTrue(each.get() > 0, "each publisher was answered");
    }

    server.start();
    List<JsonObject> history = server.site().history(TOPIC);
    assertAscending(history);
    Map<String, String> stored = new HashMap<>();
    Map<String, Integer> lastOf = new HashMap<>();
    for (JsonObject message : history) {
      String id = message.getString("id");
      assertEquals(null, stored.put(id, message.getString("cursor")), "stored twice: " + id);
      String[] parts = id.split("-");
      int number = Integer.parseInt(parts[1]);
      assertEquals(lastOf.getOrDefault(parts[0], -1) + 1, number, "in order: " + id);
      lastOf.put(parts[0], number);
    }
    answered.forEach((id, cursor) -> assertEquals(cursor, stored.get(id), id));

    // Who was not answered publishes again, and learns whether it had been stored.
    for (int i = 0; i < publishers; i++) {
      String id = "p" + i + "-" + lastOf.get("p" + i);
      JsonObject again = Site.object(server.site().post(message(id)).body());
      assertTrue(again.getBoolean("duplicate"), id);
      assertEquals(stored.get(id), again.getString("cursor"));
    }
    assertEquals(history.size(), server.site().history(TOPIC).size());
  }

  private static void assertAscending(List<JsonObject> history) {
    Cursor last = null;
    for (JsonObject message : history) {
      Cursor cursor = Cursor.parse(message.getString("cursor"));
      assertTrue(last == null || last.compareTo(cursor) < 0, () -> cursor + " is out of order");
      last = cursor;
    }
  }

  private static String message(String id) {
    return "{\"topic\":\"%s\",\"id\":\"%s\",\"data\":1}".formatted(TOPIC, id);
  }

  /** One message after another, each after the last one's answer; how many were answered. */
  private static int publish(
      Site site, int publisher, Map<String, String> answered, AtomicBoolean killed)
      throws Exception {
    int number = 0;
    while (true) {
      String id = "p" + publisher + "-" + number;
      try {
        HttpResponse<String> response = site.post(message(id));
        assertEquals(200, response.statusCode(), response.body());
        answered.put(id, Site.object(response.body()).getString("cursor"));
        number++;
      } catch (IOException e) {
        if (killed.get()) {
          return number;
        }
        throw e;
      }
    }
  }

  @Test
  void whatIsScheduledIsSentOnceAndInOrderThoughTheServerIsKilled() throws Exception {
    String topic = "it/scheduled";
    int all = 60;
    int fewerThanOneStepSends = 10;
    Instant first = Instant.now().plusSeconds(2);
    JsonArrayBuilder messages = Json.createArrayBuilder();
    for (int i = 0; i < all; i++) {
      Instant sendAt = first.plusMillis(400L * (i / fewerThanOneStepSends));
      messages.add(scheduled(topic, i, sendAt));
    }
    for (int i = all; i < 2 * all; i++) { // due while it is down, or later
      messages.add(scheduled(topic, i, first.plusSeconds(5).plusMillis(300L * i)));
    }
    messages.add(scheduled(topic, 2 * all, first.plusSeconds(3_600)));
    HttpResponse<String> response = server.site().post(messages.build().toString());
    assertEquals(200, response.statusCode(), response.body());
    Await.until("it is in the midst of it", () -> !server.site().history(topic).isEmpty());
    server.kill();

    server.start();
    Await.until("all are sent", () -> server.site().history(topic).size() >= 2 * all);
    List<JsonObject> history = server.site().history(topic);
    assertEquals(
        IntStream.range(0, 2 * all).boxed().toList(),
        history.stream().map(each -> ((JsonNumber) each.get("data")).intValueExact()).toList());
    assertAscending(history);
    List<JsonObject> waiting = SchedulingIT.scheduled(server.site(), 9);
    assertEquals(1, waiting.size());
    String last = waiting.get(0).getString("id");
    assertEquals(200, SchedulingIT.cancel(server.site(), last).statusCode());
    assertEquals(List.of(), SchedulingIT.scheduled(server.site(), 9));
  }

  private static JsonObjectBuilder scheduled(String topic, int number, Instant sendAt) {
    return Json.createObjectBuilder()
        .add("topic", topic)
        .add("data", number)
        .add("sendAt", sendAt.toString());
  }

  @Test
  void aReaderThatHopsThroughAllTransportsAndACrashMissesNothing() throws Exception {
    int all = 10_000;
    int ahead = 1_000;
    String cursor = server.site().head();
    Semaphore window = new Semaphore(ahead); // so that both are at work all the time
    AtomicInteger unanswered = new AtomicInteger();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<?> publisher =
        thread.submit(
            () -> {
              publishNumbers(server.site(), all, window, unanswered);
              return null;
            });
    int read = 0;
    boolean crashed = false;
    for (int hop = 0; read < all; hop++) {
      if (publisher.isDone()) {
        publisher.get(); // or why nothing more comes
      }
      Transport transport = Transport.values()[hop % Transport.values().length];
      int to = Math.min(all, read + 130 + hop % 7 * 31);
      try (Subscriber subscriber = transport.subscribe(server.site(), cursor, "it/hop")) {
        int until = read(subscriber, read, to);
        assertEquals(to, until, "nothing but the kill below ends a connection");
        window.release(until - read);
        read = until;
        cursor = subscriber.cursor();
        if (!crashed && read >= all / 2) {
          crashed = true;
          window.release(ahead); // the publisher has work while the server is down
          server.kill();
          read = read(subscriber, read, all); // what had come already, to the connection's end
          cursor = subscriber.cursor();
          server.start();
        }
      }
    }
    publisher.get(60, TimeUnit.SECONDS);
    thread.shutdown();
    assertTrue(unanswered.get() > 0, "the publisher met the server while it was down");
    assertEquals(all, server.site().history("it/hop").size());
    try (Subscriber last = Transport.POLL.subscribe(server.site(), cursor, "it/hop")) {
      last.hello();
      last.closeExhausted();
    }
  }

  /** Reads the numbers from {@code next} on, until {@code to} or the connection's end. */
  private static int read(Subscriber subscriber, int next, int to) throws InterruptedException {
    int expected = next;
    while (expected < to) {
      JsonObject envelope = subscriber.next();
      switch (envelope.getString("type")) {
        case "hello" -> assertTrue(envelope.getBoolean("recovered"));
        case "message" -> {
          assertEquals(expected, ((JsonNumber) envelope.get("data")).intValueExact());
          expected++;
        }
        default -> {
          return expected; // the server was killed
        }
      }
    }
    return expected;
  }

  /** In batches, each again until it is answered: under the same ids it is stored once. */
  private static void publishNumbers(Site site, int all, Semaphore window, AtomicInteger unanswered)
      throws Exception {
    int batch = 25;
    for (int from = 0; from < all; from += batch) {
      window.acquire(batch);
      JsonArrayBuilder messages = Json.createArrayBuilder();
      for (int i = from; i < from + batch; i++) {
        messages.add(
            Json.createObjectBuilder().add("topic", "it/hop").add("id", "hop-" + i).add("data", i));
      }
      String body = messages.build().toString();
      Await.until(
          "the numbers from " + from,
          ServerProcess.STARTING.multipliedBy(2), // for it is killed meanwhile
          () -> {
            try {
              return site.post(body).statusCode() == 200;
            } catch (IOException e) {
              unanswered.incrementAndGet();
              return false;
            }
          });
    }
  }
}
