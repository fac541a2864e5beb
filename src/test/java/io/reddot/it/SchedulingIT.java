package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.WebSocketSubscriber;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that are accepted now and sent later. */
class SchedulingIT extends DeployedWar {
  private static final int LIMIT = 1_000;

  private static Instant in(int seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS);
  }

  private static String message(String topic, String id, Instant sendAt) {
    return "{\"topic\":\"%s\",\"id\":\"%s\",\"data\":\"%s\",\"sendAt\":\"%s\"}"
        .formatted(topic, id, id, sendAt);
  }

  /** Somebody who may publish below {@code it} and has scheduled nothing yet. */
  private Site somebody() {
    return site()
        .as(Site.token("u-" + UUID.randomUUID(), List.of(), List.of("it/#"), List.of("it/#")));
  }

  private static JsonObject accepted(HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response.body());
    return Site.object(response.body());
  }

  static HttpResponse<String> cancel(Site site, String id)
      throws IOException, InterruptedException {
    HttpRequest request = site.request("api/scheduled/" + Site.encode(id)).DELETE().build();
    return Site.HTTP.send(request, BodyHandlers.ofString());
  }

  /** Everything that waits and this caller may see. */
  static List<JsonObject> scheduled(Site site, int limit) throws IOException, InterruptedException {
    List<JsonObject> all = new ArrayList<>();
    String path = "api/scheduled?limit=" + limit;
    String next = "";
    while (next != null) {
      JsonObject page = accepted(site.get(path + next));
      List<JsonObject> some = page.getJsonArray("scheduled").getValuesAs(JsonObject.class);
      assertTrue(some.size() <= limit);
      all.addAll(some);
      next = page.containsKey("next") ? "&after=" + page.getString("next") : null;
    }
    return all;
  }

  private static List<String> ids(List<JsonObject> messages) {
    return messages.stream().map(message -> message.getString("id")).toList();
  }

  @ParameterizedTest
  @EnumSource
  void reachesItsSubscribersWhenItIsDueAndNotBefore(Transport transport) throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      Instant sendAt = in(2);
      JsonObject answer = accepted(publisher.post(message(topic, topic, sendAt)));
      assertEquals(
          Site.object(
              "{\"id\":\"%s\",\"sendAt\":\"%s\",\"duplicate\":false}".formatted(topic, sendAt)),
          answer);
      site().publish(topic, "before it");
      assertEquals("before it", subscriber.message().getString("data"));
      JsonObject message = subscriber.message();
      assertEquals(topic, message.getString("id"));
      assertEquals(topic, message.getString("data"));
      subscriber.closeExhausted();
      List<JsonObject> history = site().history(topic);
      assertEquals(List.of(topic), ids(history.subList(1, history.size())));
      Instant at = Instant.parse(history.get(1).getString("at"));
      assertFalse(at.isBefore(sendAt), () -> at + " is before " + sendAt);
      assertEquals(List.of(), scheduled(publisher, 9));
    }
  }

  private static HttpResponse<String> change(Site site, String id, String etag, String body)
      throws Exception {
    HttpRequest request =
        site.request("api/scheduled/" + Site.encode(id))
            .header("If-Match", etag)
            .method("PUT", BodyPublishers.ofString(body))
            .build();
    return Site.HTTP.send(request, BodyHandlers.ofString());
  }

  @Test
  void ofTwoOperatorsWhoChangeAMessageTheSecondIsTold() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    accepted(publisher.post(message(topic, topic, in(3_600))));
    String etag = scheduled(publisher, 9).get(0).getString("etag");
    String body = "{\"topic\":\"%s\",\"data\":\"%s\",\"sendAt\":\"%s\"}";
    HttpResponse<String> first = change(site(), topic, etag, body.formatted(topic, "b", in(3_000)));
    JsonObject changed = accepted(first);
    assertEquals("b", changed.getString("data"));
    assertEquals(changed.getString("etag"), first.headers().firstValue("ETag").orElse(""));
    assertProblem(412, change(site(), topic, etag, body.formatted(topic, "c", in(3_000))));
    assertEquals(List.of(changed), scheduled(publisher, 9));

    String path = "api/scheduled/" + topic;
    assertProblem(428, publisher.send("PUT", path, body.formatted(topic, "d", in(9))));
    assertProblem(400, change(publisher, topic, "x", body.formatted(topic, "d", in(9))));
    etag = changed.getString("etag");
    assertProblem(400, change(publisher, topic, etag, "{\"topic\":\"" + topic + "\",\"data\":1}"));
    assertProblem(403, change(publisher, topic, etag, body.formatted("elsewhere", "d", in(9))));
    assertProblem(404, change(somebody(), topic, etag, body.formatted(topic, "d", in(9))));
    assertEquals(List.of(changed), scheduled(publisher, 9), "nothing was changed");

    try (Subscriber subscriber = Transport.SSE.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      accepted(change(publisher, topic, etag, body.formatted(topic, "now", in(-1))));
      assertEquals("now", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
    assertProblem(409, change(publisher, topic, "*", body.formatted(topic, "late", in(9))));
  }

  /** A body that came behind its headers was refused before. */
  @Test
  void aChangeMayArriveAfterItsHeaders() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    accepted(publisher.post(message(topic, topic, in(3_600))));
    byte[] body = message(topic, topic, in(3_000)).getBytes(UTF_8);
    HttpRequest request =
        publisher
            .request("api/scheduled/" + Site.encode(topic))
            .header("If-Match", "*")
            .method("PUT", BodyPublishers.fromPublisher(to -> late(to, body), body.length))
            .build();
    JsonObject changed = accepted(Site.HTTP.send(request, BodyHandlers.ofString()));
    assertEquals(List.of(changed), scheduled(publisher, 9));
  }

  /** Publishes the body once another request was answered: by then the headers were read. */
  private void late(Flow.Subscriber<? super ByteBuffer> to, byte[] body) {
    AtomicBoolean asked = new AtomicBoolean();
    to.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            if (asked.compareAndSet(false, true)) {
              CompletableFuture<Void> unused =
                  CompletableFuture.runAsync(
                      () -> {
                        try {
                          assertFalse(site().head().isEmpty());
                          to.onNext(ByteBuffer.wrap(body));
                          to.onComplete();
                        } catch (Exception e) {
                          to.onError(e);
                        }
                      });
            }
          }

          @Override
          public void cancel() {}
        });
  }

  @Test
  void isListedPageByPageAndCancelledByItsSenderOrAnOperator() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    Instant first = in(3_600);
    List<String> expected = new ArrayList<>();
    StringBuilder array = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      expected.add(topic + "-" + i);
      array
          .append(i == 0 ? "[" : ",")
          .append(message(topic, expected.get(i), first.plusSeconds(i / 2)));
    }
    assertEquals(200, publisher.post(array.append(']').toString()).statusCode());
    assertEquals(expected, ids(scheduled(publisher, 2)));
    assertEquals(expected, ids(scheduled(publisher, 1_000)));
    assertTrue(ids(scheduled(site(), 1_000)).containsAll(expected), "an operator sees all");
    JsonObject one = scheduled(publisher, 2).get(0);
    assertEquals(topic, one.getString("topic"));
    assertEquals(first.toString(), one.getString("sendAt"));
    assertEquals(expected.get(0), one.getString("data"));

    Site other = somebody();
    assertEquals(List.of(), scheduled(other, 9));
    assertProblem(404, cancel(other, expected.get(0)));
    assertEquals(expected.get(0), accepted(cancel(publisher, expected.get(0))).getString("id"));
    assertProblem(404, cancel(publisher, expected.get(0)));
    accepted(cancel(site(), expected.get(1)));
    assertEquals(expected.subList(2, 5), ids(scheduled(publisher, 2)));
    assertEquals(List.of(), site().history(topic));
  }

  @Test
  void isCancelledAndRecalledAtTheAddressOfAnyMessage() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    accepted(publisher.post(message(topic, topic, in(3_600))));
    assertProblem(404, recall(somebody(), topic));
    JsonObject answer = accepted(recall(publisher, topic));
    assertEquals(Site.object("{\"id\":\"%s\",\"cancelled\":true}".formatted(topic)), answer);
    assertEquals(List.of(), scheduled(publisher, 9));
    assertProblem(404, recall(publisher, topic));

    accepted(publisher.post("{\"topic\":\"%s\",\"id\":\"%1$s\",\"data\":1}".formatted(topic)));
    assertEquals(topic, accepted(recall(publisher, topic)).getString("id"));
  }

  private static HttpResponse<String> recall(Site site, String id)
      throws IOException, InterruptedException {
    HttpRequest request = site.request("api/messages/" + Site.encode(id)).DELETE().build();
    return Site.HTTP.send(request, BodyHandlers.ofString());
  }

  @Test
  void canNoLongerBeCancelledOnceItWasSent() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    String message = message(topic, topic, in(1));
    accepted(publisher.post(message));
    Await.until("sent", () -> site().history(topic).size() == 1);
    assertProblem(409, cancel(publisher, topic));
    assertProblem(409, cancel(site(), topic));
    assertProblem(404, cancel(somebody(), topic));
    // a publisher that was not answered submits again, whenever that is
    JsonObject again = accepted(publisher.post(message));
    assertTrue(again.getBoolean("duplicate"));
    assertEquals(site().history(topic).get(0).getString("cursor"), again.getString("cursor"));
    assertEquals(List.of(), scheduled(publisher, 9));
  }

  @Test
  void anIdIsKeptOnce() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    Instant sendAt = in(3_600);
    assertFalse(accepted(publisher.post(message(topic, topic, sendAt))).getBoolean("duplicate"));
    JsonObject again = accepted(publisher.post(message(topic, topic, sendAt)));
    assertTrue(again.getBoolean("duplicate"));
    assertEquals(sendAt.toString(), again.getString("sendAt"));
    HttpResponse<String> later = publisher.post(message(topic, topic, sendAt.plusSeconds(9)));
    assertProblem(409, later);
    assertTrue(later.body().contains("with another sendAt"), later.body());
    assertEquals(1, scheduled(publisher, 9).size());
    String other = message(topic, topic, sendAt).replace("\"data\":\"it", "\"data\":\"ti");
    assertProblem(409, publisher.post(other));
    assertProblem(
        409, publisher.post("{\"topic\":\"%1$s\",\"id\":\"%1$s\",\"data\":1}".formatted(topic)));
    assertEquals(List.of(), site().history(topic));
  }

  @Test
  void acceptsSomeNowAndSomeLaterTogetherOrNotAtAll() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    String now = "{\"topic\":\"%1$s\",\"data\":1,\"id\":\"%1$s-now\"}".formatted(topic);
    String later = message(topic, topic + "-later", in(3_600));
    HttpResponse<String> both = publisher.post("[" + now + "," + later + "]");
    assertEquals(200, both.statusCode(), both.body());
    JsonArray answers = Json.createReader(new StringReader(both.body())).readArray();
    assertEquals(
        site().history(topic).get(0).getString("cursor"),
        answers.getJsonObject(0).getString("cursor"));
    assertFalse(answers.getJsonObject(1).containsKey("cursor"));
    assertTrue(answers.getJsonObject(1).containsKey("sendAt"));

    String fresh = message(topic, topic + "-fresh", in(3_600));
    assertProblem(409, publisher.post("[" + fresh + "," + now.replace(":1,", ":2,") + "]"));
    assertProblem(400, publisher.post("[" + fresh + ",{\"topic\":\"a/#\",\"data\":1}]"));
    assertProblem(403, publisher.post("[" + fresh + ",{\"topic\":\"elsewhere\",\"data\":1}]"));
    assertEquals(List.of(topic + "-later"), ids(scheduled(publisher, 9)));
    assertEquals(1, site().history(topic).size());
  }

  @Test
  void oneSenderHasOnlySoManyWaiting() throws Exception {
    String topic = newTopic();
    Site publisher = somebody();
    String one = "{\"topic\":\"%s\",\"data\":1,\"sendAt\":\"%s\"}".formatted(topic, in(3_600));
    String many = String.join(",", Collections.nCopies(LIMIT, one));
    assertEquals(200, publisher.post("[" + many + "]").statusCode());
    assertProblem(429, publisher.post(one));
    assertEquals(200, somebody().post(one).statusCode(), "nobody else is disturbed");
    publisher.post("{\"topic\":\"%s\",\"data\":\"now\"}".formatted(topic));
    assertEquals(1, site().history(topic).size());
    List<JsonObject> all = scheduled(publisher, 1_000);
    assertEquals(LIMIT, all.size());
    accepted(cancel(publisher, all.get(0).getString("id")));
    assertEquals(200, publisher.post(one).statusCode());
  }

  @Test
  void aTimeThatHasPassedIsNow() throws Exception {
    String topic = newTopic();
    JsonObject answer = accepted(site().post(message(topic, topic, in(-5))));
    assertEquals(site().history(topic).get(0).getString("cursor"), answer.getString("cursor"));
    assertFalse(answer.containsKey("sendAt"));
  }

  @Test
  void takesRawBodiesAndIdsOfAnyKind() throws Exception {
    String topic = newTopic();
    String id = topic + "/ü 🔴?&";
    Instant sendAt = in(3_600);
    String path = "api/topics/%s?sendAt=%s&id=%s".formatted(topic, sendAt, Site.encode(id));
    byte[] bytes = {0, (byte) 0xff};
    JsonObject answer = accepted(site().post(path, "application/octet-stream", bytes));
    assertEquals(sendAt.toString(), answer.getString("sendAt"));
    JsonObject listed =
        scheduled(site(), 1_000).stream()
            .filter(one -> one.getString("id").equals(id))
            .findAny()
            .orElseThrow();
    assertEquals("base64", listed.getString("encoding"));
    assertEquals("AP8=", listed.getString("data"));
    HttpRequest cancel =
        site().request("api/scheduled/" + Site.encode(id).replace("%2F", "/")).DELETE().build();
    assertEquals(id, accepted(Site.HTTP.send(cancel, BodyHandlers.ofString())).getString("id"));
    assertProblem(400, site().post("api/topics/a?sendAt=soon", "text/plain", "x".getBytes(UTF_8)));
  }

  @Test
  void aWebSocketSchedulesToo() throws Exception {
    String topic = newTopic();
    Instant sendAt = in(1);
    try (var subscriber = new WebSocketSubscriber(site(), "latest", topic)) {
      subscriber.hello();
      String command = message(topic, topic, sendAt).replaceFirst("\\{", "{\"type\":\"publish\",");
      subscriber.send(command);
      JsonObject published = subscriber.expect("published");
      assertEquals(sendAt.toString(), published.getString("sendAt"));
      assertFalse(published.containsKey("cursor"));
      assertEquals(topic, subscriber.message().getString("id"));
      subscriber.send(command.replace(sendAt.toString(), "soon"));
      assertEquals(400, subscriber.expect("error").getInt("status"));
      subscriber.closeExhausted();
    }
  }

  @Test
  void mayNotScheduleWithoutAGrant() throws Exception {
    String nowhere = Site.token("mallory", List.of(), List.of("#"), List.of());
    String topic = newTopic();
    assertProblem(403, site().as(nowhere).post(message(topic, topic, in(3_600))));
    assertProblem(404, cancel(site(), topic));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"sendAt\":\"soon\"",
        "\"sendAt\":\"2030-01-31\"",
        "\"sendAt\":1900000000000",
        "\"sendAt\":\"+1000000000-12-31T23:59:59Z\"",
        "\"sendAt\":\"2035-01-01T00:00:00Z\",\"expiresAt\":\"2034-01-01T00:00:00Z\"",
        "\"sendAt\":\"2035-01-01T00:00:00Z\",\"expiresAt\":\"2035-01-01T00:00:00Z\"",
      })
  void refusesATimeThatCannotBe(String members) throws Exception {
    Site publisher = somebody();
    assertProblem(400, publisher.post("{\"topic\":\"it/bad\",\"data\":1," + members + "}"));
    assertEquals(List.of(), scheduled(publisher, 9));
  }

  @ParameterizedTest
  @CsvSource({"limit=0", "limit=1001", "limit=many", "after=junk", "after=zzzzzzzzzzzzz-1"})
  void refusesToListWhatIsBad(String query) throws Exception {
    assertProblem(400, site().get("api/scheduled?" + query));
  }
}
