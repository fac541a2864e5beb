package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection over one transport: the envelopes that arrive, in a queue that must end
 * exhausted. What the transport itself says (it refused, it ended) stands in the same queue, as
 * envelopes {@code refused} and {@code closed}.
 */
public abstract class Subscriber implements AutoCloseable {
  /** Apart from the one that publishes: some requests here make a server hang up. */
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final BlockingQueue<JsonObject> arrived = new LinkedBlockingQueue<>();

  /** Apart, because they may come before or behind any message. */
  private final BlockingQueue<JsonObject> counts = new LinkedBlockingQueue<>();

  private final AtomicInteger arrivals = new AtomicInteger();
  private final CountDownLatch heartbeat = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile String cursor;

  /** Where the last count was true that was taken from here. */
  private @Nullable Cursor counted;

  private volatile boolean refused;

  /** Called by the connection's own thread. */
  final void arrive(JsonObject envelope) {
    if (envelope.getString("type").equals("unread")) {
      counts.add(envelope);
    } else {
      arrived.add(envelope);
      arrivals.incrementAndGet();
    }
  }

  /** How many envelopes have come but for counts, taken from here or not. */
  final int arrivals() {
    return arrivals.get();
  }

  final void beat() {
    heartbeat.countDown();
  }

  final void refused(int status, String body) {
    refused = true;
    arrive(
        Json.createObjectBuilder()
            .add("type", "refused")
            .add("status", status)
            .add("body", body)
            .build());
  }

  /** Whether the server has refused: that it hangs up then is no news. */
  final boolean refused() {
    return refused;
  }

  final void ended(int code) {
    arrive(Json.createObjectBuilder().add("type", "closed").add("code", code).build());
  }

  /** Whether the test hangs up: then an end is no news. */
  final boolean closing() {
    return closed.getCount() == 0;
  }

  final boolean closingWithin(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  final void awaitHeartbeat() throws InterruptedException {
    if (!heartbeat.await(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("no heartbeat");
    }
  }

  /** The next envelope, which must be of this type. */
  public final JsonObject expect(String type) throws InterruptedException {
    JsonObject next = next();
    assertEquals(type, next.getString("type"), () -> abbreviated(next));
    return next;
  }

  /** The next envelope, whatever it is; the cursor goes on with it. */
  public final JsonObject next() throws InterruptedException {
    JsonObject next = arrived.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came within " + Await.DEADLINE);
    }
    cursor = next.getString("cursor", cursor);
    return next;
  }

  public final JsonObject hello() throws InterruptedException {
    return expect("hello");
  }

  public final JsonObject message() throws InterruptedException {
    return expect("message");
  }

  /** The next count; none may be true at an earlier position than the one before. */
  public final int unread() throws InterruptedException {
    JsonObject next = counts.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no count came within " + Await.DEADLINE);
    }
    Cursor trueAt = Cursor.parse(next.getString("cursor"));
    assertTrue(counted == null || trueAt.compareTo(counted) >= 0, next::toString);
    counted = trueAt;
    return next.getInt("count");
  }

  /** Returns when the count is this, whatever it is on the way there. */
  public final void awaitUnread(int expected) throws InterruptedException {
    int count = unread();
    while (count != expected) {
      count = unread();
    }
  }

  /** The data of the next messages, which are numbers. */
  public final List<Integer> numbers(int count) throws InterruptedException {
    List<Integer> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(((JsonNumber) message().get("data")).intValueExact());
    }
    return numbers;
  }

  /** Where this reader stands: behind the last envelope that was taken from it. */
  public final String cursor() {
    return cursor;
  }

  /** Hangs up; nothing may be left that was not expected. */
  public final void closeExhausted() {
    close();
    assertEquals(
        List.of(), new ArrayList<>(arrived).stream().map(Subscriber::abbreviated).toList());
  }

  @Override
  public final void close() {
    closed.countDown();
    hangUp();
  }

  /** Cuts the connection without a word. */
  abstract void hangUp();

  private static String abbreviated(JsonObject envelope) {
    String text = envelope.toString();
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
