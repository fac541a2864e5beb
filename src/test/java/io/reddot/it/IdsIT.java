package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.WebSocketSubscriber;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An id is its publisher's. Mallory, who may write some of the topics only, takes the ids that the
 * shop is going to use, and the shop notices nothing of it.
 */
class IdsIT extends DeployedWar {
  private static final String ID = "order-42";
  private static final Duration TEN_YEARS = Duration.ofDays(3_653);

  private final String unique = UUID.randomUUID().toString();
  private final String orders = "it/" + unique + "/orders";
  private final String demo = "it/" + unique + "/demo";
  private final String shopName = "shop-" + unique;
  private final String malloryName = "mallory-" + unique;

  private Site shop() {
    return site().as(Site.token(shopName, List.of(), List.of(orders), List.of(orders, demo)));
  }

  private Site mallory() {
    return site().as(Site.token(malloryName, List.of(), List.of(demo), List.of(demo)));
  }

  /** Somebody who may publish and read what the shop does. */
  private Site partner() {
    return site().as(Site.token("partner-" + unique, List.of(), List.of(orders), List.of(orders)));
  }

  private static JsonObjectBuilder message(String topic) {
    return Json.createObjectBuilder().add("topic", topic).add("id", ID).add("data", 1);
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS);
  }

  private static HttpResponse<String> post(Site site, JsonObjectBuilder message)
      throws IOException, InterruptedException {
    return site.post(message.build().toString());
  }

  private static JsonObject accepted(Site site, JsonObjectBuilder message)
      throws IOException, InterruptedException {
    HttpResponse<String> response = post(site, message);
    assertEquals(200, response.statusCode(), response.body());
    return Site.object(response.body());
  }

  private static void assertNew(JsonObject answer) {
    assertEquals(ID, answer.getString("id"));
    assertFalse(answer.getBoolean("duplicate"), answer::toString);
  }

  /** 409 with a sentence that names what differs, and nothing else. */
  private static void assertDiffers(HttpResponse<String> response, String... named) {
    assertProblem(409, response);
    String detail = Site.object(response.body()).getString("detail");
    assertTrue(
        detail.contains(" with another " + String.join(", ", named) + "; nothing was stored."),
        detail);
  }

  private static HttpResponse<String> recall(Site site, String query) throws Exception {
    return site.delete("api/messages/" + ID + query);
  }

  private static HttpResponse<String> receipts(Site site, String query) throws Exception {
    return site.get("api/messages/" + ID + "/receipts" + query);
  }

  @Test
  void twoPublishersUseOneIdIndependently() throws Exception {
    assertProblem(403, post(mallory(), message(orders)));
    assertNew(accepted(mallory(), message(demo)));
    JsonObject first = accepted(shop(), message(orders));
    assertNew(first);
    JsonObject again = accepted(shop(), message(orders));
    assertTrue(again.getBoolean("duplicate"));
    assertEquals(first.getString("cursor"), again.getString("cursor"));
    assertTrue(accepted(mallory(), message(demo)).getBoolean("duplicate"));
    assertEquals(1, site().history(orders).size());
    assertEquals(1, site().history(demo).size());
  }

  @Test
  void aBatchIsNotRefusedForAnIdThatAnotherHasScheduled() throws Exception {
    String late = in(TEN_YEARS.minusDays(1)).toString();
    assertNew(accepted(mallory(), message(demo).add("sendAt", late)));
    String batch =
        Json.createArrayBuilder()
            .add(message(orders))
            .add(Json.createObjectBuilder().add("topic", orders).add("data", 2))
            .build()
            .toString();
    HttpResponse<String> response = shop().post(batch);
    assertEquals(200, response.statusCode(), response.body());
    assertFalse(response.body().contains("\"duplicate\":true"), response.body());
    assertEquals(2, site().history(orders).size());
    assertEquals(1, SchedulingIT.scheduled(mallory(), 9).size());
  }

  @Test
  void whatAnotherPublishedFirstAndRecalledIsNoDuplicate() throws Exception {
    assertNew(accepted(mallory(), message(demo)));
    assertEquals(200, recall(mallory(), "").statusCode());
    try (Subscriber subscriber = Transport.SSE.subscribe(site(), "latest", demo)) {
      subscriber.hello();
      assertNew(accepted(shop(), message(demo)));
      assertEquals(ID, subscriber.message().getString("id"), "the same topic and data are heard");
      subscriber.closeExhausted();
    }
  }

  @Test
  void whatAnotherScheduledIsNoDuplicateAndWaitsApart() throws Exception {
    Instant late = in(TEN_YEARS.minusDays(1));
    Instant soon = in(Duration.ofHours(1));
    assertNew(accepted(mallory(), message(demo).add("sendAt", late.toString())));
    JsonObject answer = accepted(shop(), message(demo).add("sendAt", soon.toString()));
    assertNew(answer);
    assertEquals(soon.toString(), answer.getString("sendAt"));
    List<JsonObject> own = SchedulingIT.scheduled(shop(), 9);
    assertEquals(1, own.size());
    assertEquals(soon.toString(), own.get(0).getString("sendAt"));
    assertEquals(200, SchedulingIT.cancel(shop(), ID).statusCode());
    assertEquals(1, SchedulingIT.scheduled(mallory(), 9).size(), "each cancels its own");
  }

  @Test
  void whatAnotherLetExpireDoesNotHinderARetainedMessage() throws Exception {
    assertNew(
        accepted(mallory(), message(demo).add("expiresAt", in(Duration.ofMinutes(5)).toString())));
    assertNew(accepted(shop(), message(demo).add("retain", true)));
    JsonObject retained = Site.object(site().get("api/retained?topic=" + demo).body());
    assertEquals(shopName, retained.getJsonArray("retained").getJsonObject(0).getString("user"));
  }

  @Test
  void theSameIdWithSomethingElseIsRefusedAndNamesIt() throws Exception {
    Instant end = in(Duration.ofHours(1));
    String time = in(Duration.ofMinutes(30)).toString();
    assertNew(accepted(shop(), stored(orders, end)));
    assertDiffers(post(shop(), stored(demo, end)), "topic");
    assertDiffers(post(shop(), stored(orders, end).add("event", "paid")), "event");
    assertDiffers(post(shop(), stored(orders, end).add("data", 2)), "data");
    assertDiffers(post(shop(), stored(orders, end).add("retain", true)), "retain");
    assertDiffers(post(shop(), stored(orders, end.plusMillis(1))), "expiresAt");
    assertDiffers(post(shop(), message(orders).add("event", "new")), "expiresAt");
    assertDiffers(post(shop(), stored(orders, end).add("sendAt", time)), "sendAt");
    assertDiffers(
        post(shop(), stored(demo, end).add("data", 2).add("retain", true)),
        "topic",
        "data",
        "retain");
    byte[] text = "1".getBytes(StandardCharsets.UTF_8);
    String raw = "api/topics?topic=%s&id=%s&event=new&expiresAt=%s".formatted(orders, ID, end);
    assertDiffers(shop().post(raw, "text/plain", text), "data");
    assertTrue(
        Site.object(shop().post(raw, "application/json", text).body()).getBoolean("duplicate"));
    assertEquals(1, site().history(orders).size());
    assertEquals(List.of(), site().history(demo));
    assertEquals(List.of(), SchedulingIT.scheduled(shop(), 9));
  }

  private static JsonObjectBuilder stored(String topic, Instant expiresAt) {
    return message(topic).add("event", "new").add("expiresAt", expiresAt.toString());
  }

  @Test
  void theSameIdOfWhatWaitsWithSomethingElseIsRefusedAndNamesIt() throws Exception {
    Instant sendAt = in(Duration.ofHours(1));
    String time = sendAt.toString();
    String later = sendAt.plusSeconds(1).toString();
    assertNew(accepted(shop(), message(orders).add("sendAt", time)));
    assertTrue(accepted(shop(), message(orders).add("sendAt", time)).getBoolean("duplicate"));
    assertDiffers(post(shop(), message(orders).add("sendAt", later)), "sendAt");
    assertDiffers(post(shop(), message(orders)), "sendAt");
    assertDiffers(post(shop(), message(demo).add("sendAt", time)), "topic");
    assertDiffers(post(shop(), message(orders).add("sendAt", time).add("retain", true)), "retain");
    assertDiffers(
        post(shop(), message(orders).add("sendAt", time).add("expiresAt", later)), "expiresAt");
    assertEquals(1, SchedulingIT.scheduled(shop(), 9).size());
  }

  @Test
  void publishingAgainAfterARecallIsRefused() throws Exception {
    accepted(shop(), message(orders));
    assertEquals(200, recall(shop(), "").statusCode());
    HttpResponse<String> again = post(shop(), message(orders));
    assertProblem(409, again);
    assertTrue(again.body().contains("was recalled"), again.body());
    assertProblem(
        409, post(shop(), message(orders).add("sendAt", in(Duration.ofHours(1)).toString())));
    assertEquals(List.of("recall"), types(orders));
  }

  @Test
  void receiptsOfWhatOneMayNotReadDoNotExist() throws Exception {
    accepted(shop(), message(orders));
    String others = receipts(mallory(), "?sender=" + shopName).body();
    assertProblem(404, receipts(mallory(), "?sender=" + shopName));
    assertProblem(404, receipts(mallory(), ""));
    assertProblem(404, mallory().get("api/receipts?id=" + ID + "&sender=" + shopName));
    String absent = mallory().get("api/messages/nothing-" + unique + "/receipts").body();
    assertEquals(
        Site.object(absent).getString("detail"),
        Site.object(others).getString("detail"),
        "the answer does not tell what exists");
    assertProblem(404, recall(mallory(), "?sender=" + shopName));
    assertProblem(403, receipts(partner(), "?sender=" + shopName));
    assertEquals(200, receipts(shop(), "").statusCode());
    assertEquals(200, recall(shop(), "").statusCode());
    assertProblem(404, receipts(partner(), "?sender=" + shopName));
  }

  @Test
  void theSenderPicksThePublisherWhereSeveralHaveUsedAnId() throws Exception {
    String id = "order-" + unique;
    accepted(shop(), message(orders).add("id", id));
    accepted(mallory(), message(demo).add("id", id));
    String path = "api/messages/" + id + "/receipts";
    HttpResponse<String> ambiguous = site().get(path);
    assertProblem(409, ambiguous);
    for (String named : List.of("sender", shopName, malloryName)) {
      assertTrue(ambiguous.body().contains(named), ambiguous.body());
    }
    assertEquals(orders, topic(site(), path + "?sender=" + shopName));
    assertEquals(demo, topic(site(), path + "?sender=" + malloryName));
    assertEquals(demo, topic(site(), "api/receipts?id=" + id + "&sender=" + malloryName));
    assertEquals(orders, topic(shop(), path), "one's own needs no name");
    assertEquals(demo, topic(mallory(), path));

    assertProblem(409, site().delete("api/messages/" + id));
    site().done("DELETE", "api/messages/" + id + "?sender=" + malloryName, "");
    assertEquals(List.of("recall"), types(demo));
    assertEquals(List.of("message"), types(orders));
  }

  private List<String> types(String topic) throws Exception {
    return site().history(topic).stream().map(envelope -> envelope.getString("type")).toList();
  }

  private static String topic(Site site, String path) throws Exception {
    HttpResponse<String> response = site.get(path);
    assertEquals(200, response.statusCode(), response.body());
    return Site.object(response.body()).getString("topic");
  }

  @Test
  void theSenderPicksThePublisherOfWhatWaits() throws Exception {
    String id = "order-" + unique;
    String time = in(Duration.ofHours(1)).toString();
    accepted(shop(), message(orders).add("id", id).add("sendAt", time));
    accepted(mallory(), message(demo).add("id", id).add("sendAt", time));
    assertProblem(409, site().delete("api/scheduled/" + id));
    assertProblem(403, mallory().delete("api/scheduled/" + id + "?sender=" + shopName));
    site().done("DELETE", "api/scheduled/" + id + "?sender=" + malloryName, "");
    assertEquals(List.of(), SchedulingIT.scheduled(mallory(), 9));
    assertEquals(1, SchedulingIT.scheduled(shop(), 9).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sendAt", "expiresAt"})
  void aTimeBeyondTenYearsIsRefusedWithASentence(String what) throws Exception {
    Instant last = in(TEN_YEARS.minusMinutes(5));
    accepted(shop(), message(orders).add(what, last.toString()).add("id", what));
    for (Instant late :
        List.of(in(TEN_YEARS.plusMinutes(5)), Instant.parse("9999-12-31T23:59:59Z"))) {
      HttpResponse<String> refused = post(shop(), message(orders).add(what, late.toString()));
      assertProblem(400, refused);
      assertEquals(
          "The message's '" + what + "' is more than ten years from now.",
          Site.object(refused.body()).getString("detail"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sendAt", "expiresAt"})
  void aTimeBeyondTenYearsIsRefusedForARawBodyAndOnAWebSocketToo(String what) throws Exception {
    String late = in(TEN_YEARS.plusMinutes(5)).toString();
    assertProblem(
        400,
        shop()
            .post(
                "api/topics?topic=%s&%s=%s".formatted(orders, what, late),
                "text/plain",
                "x".getBytes(StandardCharsets.UTF_8)));
    try (var socket = new WebSocketSubscriber(shop(), "latest", orders)) {
      socket.hello();
      socket.send(message(orders).add("type", "publish").add(what, late).build().toString());
      JsonObject error = socket.expect("error");
      assertEquals(400, error.getInt("status"));
      assertTrue(error.getString("detail").contains("ten years"), error::toString);
      socket.closeExhausted();
    }
    assertEquals(List.of(), site().history(orders));
  }
}
