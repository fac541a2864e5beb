package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport promises alike. */
class DeliveryIT extends DeployedWar {
  private static final int JUNK = 64 << 10;

  /** Some dozens of these fill every buffer between the server and a client. */
  private static final int FILLER = 256 << 10;

  @ParameterizedTest
  @EnumSource(Transport.class)
  void deliversInOrder(Transport transport) throws Exception {
    String topic = newTopic();
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      assertTrue(subscriber.hello().getBoolean("recovered"));
      for (int i = 0; i < 50; i++) {
        site().publishNumbers(topic, i, i + 1);
      }
      site().publishNumbers(topic, 50, 1000);
      assertEquals(numbers(0, 1000), subscriber.numbers(1000));
      subscriber.closeExhausted();
    }
  }

  /** In MQTT it stands elsewhere: the tests of MQTT look there. */
  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "MQTT.*", mode = EnumSource.Mode.MATCH_NONE)
  void saysWhatAMessageIs(Transport transport) throws Exception {
    String topic = newTopic();
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      String id = newTopic();
      String expiresAt =
          Instant.now().plus(Duration.ofDays(3_000)).truncatedTo(ChronoUnit.SECONDS).toString();
      var response =
          site()
              .post(
                  Json.createObjectBuilder()
                      .add("topic", topic)
                      .add("event", "comment")
                      .add("id", id)
                      .add("expiresAt", expiresAt)
                      .add("data", Json.createObjectBuilder().add("n", 1))
                      .build()
                      .toString());
      JsonObject receipt = Site.object(response.body());
      JsonObject message = subscriber.message();
      assertEquals(
          Set.of("type", "cursor", "topic", "id", "event", "at", "expiresAt", "data"),
          message.keySet());
      assertEquals(topic, message.getString("topic"));
      assertEquals("comment", message.getString("event"));
      assertEquals(id, message.getString("id"));
      assertEquals(expiresAt, message.getString("expiresAt"));
      assertEquals(1, message.getJsonObject("data").getInt("n"));
      assertEquals(receipt.getString("cursor"), message.getString("cursor"));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void resumesAfterACutWithoutGap(Transport transport) throws Exception {
    String topic = newTopic();
    String cursor = readSome(transport, topic);
    site().publishNumbers(topic, 20, 40);
    try (Subscriber subscriber = transport.subscribe(site(), cursor, topic)) {
      assertTrue(subscriber.hello().getBoolean("recovered"));
      site().publishNumbers(topic, 40, 60);
      assertEquals(numbers(10, 60), subscriber.numbers(50));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @MethodSource("hops")
  void resumesOnAnotherTransportWithoutGap(Transport from, Transport to) throws Exception {
    String topic = newTopic();
    String cursor = readSome(from, topic);
    try (Subscriber subscriber = to.subscribe(site(), cursor, topic)) {
      assertTrue(subscriber.hello().getBoolean("recovered"));
      site().publishNumbers(topic, 20, 30);
      assertEquals(numbers(10, 30), subscriber.numbers(20));
      subscriber.closeExhausted();
    }
  }

  static Stream<Arguments> hops() {
    return Stream.of(Transport.values())
        .flatMap(
            from ->
                Stream.of(Transport.values())
                    .filter(to -> to != from)
                    .map(to -> Arguments.of(from, to)));
  }

  /** Twenty are published, the first ten taken: the cursor behind those. */
  private String readSome(Transport transport, String topic) throws Exception {
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      site().publishNumbers(topic, 0, 20);
      assertEquals(numbers(0, 10), subscriber.numbers(10));
      return subscriber.cursor();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void beginsAtTheEarliestMessageIfAsked(Transport transport) throws Exception {
    String topic = newTopic();
    site().publishNumbers(topic, 0, 5);
    try (Subscriber subscriber = transport.subscribe(site(), "earliest", topic)) {
      assertTrue(subscriber.hello().getBoolean("recovered"));
      site().publishNumbers(topic, 5, 10);
      assertEquals(numbers(0, 10), subscriber.numbers(10));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void beginsAtTheLatestMessageIfNotAsked(Transport transport) throws Exception {
    String topic = newTopic();
    site().publishNumbers(topic, 0, 5);
    try (Subscriber subscriber = transport.subscribe(site(), null, topic)) {
      assertTrue(subscriber.hello().getBoolean("recovered"));
      site().publishNumbers(topic, 5, 10);
      assertEquals(numbers(5, 10), subscriber.numbers(5));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void followsTheInboxIfNoTopicIsNamed(Transport transport) throws Exception {
    String user = newTopic().replace('/', '-');
    String token = Site.token(user, List.of("team"), List.of(), List.of());
    try (Subscriber subscriber = transport.subscribe(site().as(token), "latest")) {
      subscriber.hello();
      site().publish("user/" + user, "mine");
      site().publish("user/" + user + "x", "not mine");
      site().publish("everyone", "all");
      assertEquals("mine", subscriber.message().getString("data"));
      assertEquals("all", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "MQTT.*", mode = EnumSource.Mode.MATCH_NONE)
  void tellsTheCountOnceItChanges(Transport transport) throws Exception {
    String user = newUser();
    try (Subscriber subscriber = transport.subscribe(site().as(token(user)), "latest")) {
      subscriber.hello();
      int before = subscriber.unread(); // what others have sent to everyone
      site().publish("user/" + user, "1");
      assertEquals("1", subscriber.message().getString("data"));
      assertEquals(before + 1, subscriber.unread());
      site().publish("everyone", "2");
      assertEquals("2", subscriber.message().getString("data"));
      assertEquals(before + 2, subscriber.unread());
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "MQTT.*", mode = EnumSource.Mode.MATCH_NONE)
  void readingOnOneDeviceClearsAll(Transport transport) throws Exception {
    String user = newUser();
    Site phone = site().as(token(user));
    Transport other = transport == Transport.WEBSOCKET ? Transport.SSE : Transport.WEBSOCKET;
    try (Subscriber here = transport.subscribe(phone, "latest");
        Subscriber there = other.subscribe(phone, "latest")) {
      here.hello();
      there.hello();
      site().publish("user/" + user, "1");
      here.message();
      there.message();
      int all = Site.object(phone.get("api/inbox/unread").body()).getInt("count");
      here.awaitUnread(all);
      there.awaitUnread(all);
      assertEquals(0, phone.done("POST", "api/inbox/read", "{\"all\":true}").getInt("count"));
      assertEquals(0, here.unread());
      assertEquals(0, there.unread());
      here.closeExhausted();
      there.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRecallReachesOpenPagesInOrder(Transport transport) throws Exception {
    String topic = newTopic();
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      String start = subscriber.hello().getString("cursor", null);
      JsonObject first = site().publish(topic, "1");
      site().publish(topic, "2");
      // Read before the recall: a poll that comes after it does not get the first any more.
      assertEquals("1", subscriber.message().getString("data"));
      assertEquals("2", subscriber.message().getString("data"));
      JsonObject recall =
          site().done("DELETE", "api/messages/" + Site.encode(first.getString("id")), "");
      site().publish(topic, "3");
      if (!transport.name().startsWith("MQTT")) { // which has no word for it
        JsonObject recalled = subscriber.expect("recall");
        assertEquals(first.getString("id"), recalled.getString("id"));
        assertEquals(topic, recalled.getString("topic"));
        assertEquals(recall.getString("cursor"), recalled.getString("cursor"));
        assertEquals(Set.of("type", "cursor", "topic", "id"), recalled.keySet());
      }
      assertEquals("3", subscriber.message().getString("data"));
      subscriber.closeExhausted();
      if (start != null) {
        assertNothingOfIt(transport, topic, start);
      }
    }
  }

  /** Who comes later does not get what was recalled. */
  private void assertNothingOfIt(Transport transport, String topic, String start) throws Exception {
    try (Subscriber later = transport.subscribe(site(), start, topic)) {
      later.hello();
      assertEquals("2", later.message().getString("data"));
      if (!transport.name().startsWith("MQTT")) {
        later.expect("recall");
      }
      assertEquals("3", later.message().getString("data"));
      later.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aClientThatConflatesAndKeepsUpGetsEveryMessage(Transport transport) throws Exception {
    String topic = newTopic();
    try (Subscriber subscriber = transport.conflating(site(), "latest", topic)) {
      JsonObject hello = subscriber.hello();
      assertTrue(isPoll(transport) || hello.getBoolean("conflate"), hello::toString);
      for (int i = 0; i < 20; i++) {
        site().publishNumbers(topic, i, i + 1);
        assertEquals(List.of(i), subscriber.numbers(1));
      }
      subscriber.closeExhausted();
    }
  }

  private static boolean isPoll(Transport transport) {
    return transport == Transport.POLL || transport == Transport.LONG_POLL;
  }

  /** A message that was on its way when the client stopped may come besides the newest. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aClientThatConflatesAndStandsStillGetsTheNewestOfEachTopic(Transport transport)
      throws Exception {
    String topic = newTopic();
    String user = newUser();
    Site reader = site().as(Site.token(user, List.of(), List.of(topic + "/#"), List.of()));
    String cursor;
    try (Subscriber subscriber = transport.conflating(reader, "latest", topic + "/#")) {
      subscriber.hello();
      subscriber.standStill();
      if (!isPoll(transport)) {
        fallBehind(user, topic + "/filler");
      }
      for (int i = 0; i < 30; i++) {
        for (String name : List.of("a", "b", "c")) {
          site().publishNumbers(topic + '/' + name, i, i + 1);
        }
      }
      site().publish(topic + "/end", "end");
      subscriber.goOn();
      Map<String, List<Integer>> received = new TreeMap<>();
      JsonObject message = subscriber.message();
      while (!message.getString("topic").equals(topic + "/end")) {
        if (message.get("data") instanceof JsonNumber number) {
          String name = message.getString("topic").substring(topic.length() + 1);
          received.computeIfAbsent(name, n -> new ArrayList<>()).add(number.intValueExact());
        }
        message = subscriber.message();
      }
      assertEquals(Set.of("a", "b", "c"), received.keySet());
      received.forEach(
          (name, numbers) -> {
            assertEquals(29, numbers.get(numbers.size() - 1), name);
            assertTrue(numbers.size() <= 2, () -> name + numbers);
          });
      cursor = subscriber.cursor();
      subscriber.closeExhausted();
    }
    try (Subscriber subscriber = transport.subscribe(reader, cursor, topic + "/#")) {
      assertTrue(subscriber.hello().getBoolean("recovered"));
      site().publish(topic + "/a", "nothing came between");
      assertEquals("nothing came between", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
  }

  /** Publishes until the client's messages wait, whenever one looks. */
  private void fallBehind(String user, String topic) throws Exception {
    String filler = "x".repeat(FILLER);
    int published = 0;
    for (int behind = 0; behind < 10; published++) {
      assertTrue(published < 200, "the client that stands still is not behind");
      site().publish(topic, filler);
      JsonObject presence = Site.object(site().get("api/presence/" + user).body());
      JsonObject session = presence.getJsonArray("sessions").getJsonObject(0);
      behind = session.getInt("outboxBytes") > 0 ? behind + 1 : 0;
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void replaysTheNewestOfEachTopicToAClientThatConflates(Transport transport) throws Exception {
    String topic = newTopic();
    site().publishNumbers(topic + "/a", 0, 10);
    site().publishNumbers(topic + "/b", 10, 20);
    site().publishNumbers(topic + "/a", 20, 700);
    try (Subscriber subscriber = transport.conflating(site(), "earliest", topic + "/+")) {
      subscriber.hello();
      assertEquals(List.of(19, 699), subscriber.numbers(2));
      site().publishNumbers(topic + "/b", 700, 701);
      assertEquals(List.of(700), subscriber.numbers(1));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void conflatesNoInbox(Transport transport) throws Exception {
    String user = newUser();
    for (int i = 0; i < 5; i++) {
      site().publish("user/" + user, Integer.toString(i));
    }
    try (Subscriber subscriber = transport.conflating(site(), "earliest", "user/" + user)) {
      subscriber.hello();
      for (int i = 0; i < 5; i++) {
        assertEquals(Integer.toString(i), subscriber.message().getString("data"));
      }
      subscriber.closeExhausted();
    }
  }

  /** In MQTT there is no whole inbox. */
  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "MQTT.*", mode = EnumSource.Mode.MATCH_NONE)
  void refusesToConflateTheWholeInbox(Transport transport) throws Exception {
    try (Subscriber refused = transport.conflating(site(), "latest")) {
      assertRefused(refused);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"poll", "long-poll", "iframe", "sse", "websocket"})
  void refusesToConflateByAnotherValue(String address) throws Exception {
    for (String wrong : List.of("", "=", "=2", "=true", "=1%20")) {
      PublishingIT.assertProblem(400, site().get("api/" + address + "?topic=a&conflate" + wrong));
    }
  }

  /** In MQTT a client names its topics, so none comes by itself. */
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"IFRAME", "SSE", "WEBSOCKET"})
  void aMemberHearsItsGroupFromWhereItJoinedToWhereItLeft(Transport transport) throws Exception {
    String user = newUser();
    String group = newUser();
    String member = "api/groups/" + group + "/members/" + user;
    try (Subscriber subscriber = transport.subscribe(site().as(token(user)), "latest")) {
      subscriber.hello();
      site().publish("group/" + group, "before");
      site().done("PUT", member, "");
      site().publish("group/" + group, "1");
      assertEquals("1", subscriber.message().getString("data"));
      site().done("DELETE", member, "");
      site().publish("group/" + group, "behind");
      site().publish("user/" + user, "2");
      assertEquals("2", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
  }

  private static String newUser() {
    return newTopic().replace('/', '-');
  }

  private static String token(String user) {
    return Site.token(user, List.of(), List.of(), List.of());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void saysThatAnUnknownCursorIsNotRecoveredAndReplaysWhatThereIs(Transport transport)
      throws Exception {
    String topic = newTopic();
    site().publishNumbers(topic, 0, 5);
    try (Subscriber subscriber = transport.subscribe(site(), "anotherlog-z", topic)) {
      assertFalse(subscriber.hello().getBoolean("recovered"));
      site().publishNumbers(topic, 5, 6);
      assertEquals(numbers(0, 6), subscriber.numbers(6));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void matchesWildcardsAndDeliversOnceHoweverManyMatch(Transport transport) throws Exception {
    String topic = newTopic();
    try (Subscriber subscriber =
        transport.subscribe(
            site(), "latest", topic + "/+/c", topic + "/deep/#", topic + "/a/c", topic + "/+/+")) {
      subscriber.hello();
      site().publish(topic + "/a/c", "1");
      site().publish(topic + "/deep", "2");
      site().publish(topic, "no");
      site().publish(topic + "/deep/x/y/z", "3");
      site().publish(topic + "/a/b/c", "no");
      site().publish(topic + "/a/d", "4");
      site().publish("other/" + topic + "/a/c", "no");
      site().publish(topic + "/deep/c", "5");
      for (int i = 1; i <= 5; i++) {
        assertEquals(Integer.toString(i), subscriber.message().getString("data"));
      }
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void keepsEveryCharacter(Transport transport) throws Exception {
    String topic = newTopic() + "/小红点/ñ 🔴&=?%2F\"'<b>";
    String text =
        "红点 🔴 é \u0000\u0001\t\r\n\\ \" ' </script><!--<script> ]]> \u2028\u2029\u0085\ufeff\uffff"
            + " data: x\n\nevent: y";
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      site().publish(topic, text);
      JsonObject message = subscriber.message();
      assertEquals(text, message.getString("data"));
      assertEquals(topic, message.getString("topic"));
      subscriber.closeExhausted();
    }
    assertEquals(text, site().history(topic).get(0).getString("data"));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void carriesAMegabyte(Transport transport) throws Exception {
    String topic = newTopic();
    String text = "0123456789abcdef".repeat(1 << 16);
    try (Subscriber subscriber = transport.subscribe(site(), "latest", topic)) {
      subscriber.hello();
      site().publish(topic, "before");
      site().publish(topic, text);
      site().publish(topic, "behind");
      assertEquals("before", subscriber.message().getString("data"));
      assertEquals(text, subscriber.message().getString("data"));
      assertEquals("behind", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void refusesJunkAsTopicAndGoesOn(Transport transport) throws Exception {
    String topic = newTopic();
    try (Subscriber other = transport.subscribe(site(), "latest", topic)) {
      other.hello();
      for (String junk :
          List.of("a/#/b", "a/b+", "", "a\u0000b", "x".repeat(2000), "a/".repeat(JUNK / 2))) {
        try (Subscriber refused = transport.subscribe(site(), "latest", junk)) {
          assertRefused(refused);
        }
      }
      site().publish(topic, "undisturbed");
      assertEquals("undisturbed", other.message().getString("data"));
      other.closeExhausted();
    }
  }

  private static void assertRefused(Subscriber refused) throws InterruptedException {
    JsonObject answer = refused.expect("refused");
    // What exceeds the container's limit of a request line never reaches us.
    assertTrue(Set.of(400, 414, 431).contains(answer.getInt("status")), answer.toString());
    refused.closeExhausted();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void refusesACursorThatIsNone(Transport transport) throws Exception {
    try (Subscriber refused = transport.subscribe(site(), "not a cursor", newTopic())) {
      assertRefused(refused);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void turnsAwayWhoMayNotReadATopic(Transport transport) throws Exception {
    String token = Site.token("mallory", List.of(), List.of("open/#"), List.of());
    for (String filter : List.of("user/alice", "#", "+/alice", "user/+")) {
      try (Subscriber refused =
          transport.subscribe(site().as(token), "earliest", "open/x", filter)) {
        assertEquals(403, refused.expect("refused").getInt("status"));
        refused.closeExhausted();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void turnsAwayWhoHasNoValidToken(Transport transport) throws Exception {
    for (String token : List.of("junk", Site.TOKEN + "x", "a.b.c")) {
      try (Subscriber refused = transport.subscribe(site().as(token), "latest", newTopic())) {
        assertEquals(401, refused.expect("refused").getInt("status"));
        refused.closeExhausted();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"IFRAME", "SSE", "WEBSOCKET"})
  void beatsOnStreams(Transport transport) throws Exception {
    try (Subscriber subscriber = transport.subscribe(site(), "latest", newTopic())) {
      assertEquals(3, subscriber.hello().getInt("heartbeat"));
      subscriber.awaitHeartbeat();
      subscriber.closeExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "POLL", mode = EnumSource.Mode.EXCLUDE)
  void isPresentWhileItIsConnected(Transport transport) throws Exception {
    String user = newTopic().replace('/', '-');
    String token = Site.token(user, List.of(), List.of("#"), List.of());
    try (Subscriber subscriber = transport.subscribe(site().as(token), "latest", "a/b", "c/#")) {
      subscriber.hello();
      Await.until(
          "present",
          () -> {
            JsonObject presence = Site.object(site().get("api/presence/" + user).body());
            return presence.getBoolean("online")
                && presence
                    .getJsonArray("sessions")
                    .getJsonObject(0)
                    .getString("transport")
                    .equals(transport.serversName())
                && presence
                    .getJsonArray("sessions")
                    .getJsonObject(0)
                    .getJsonArray("topics")
                    .toString()
                    .equals("[\"a/b\",\"c/#\"]");
          });
      subscriber.closeExhausted();
    }
    Await.until(
        "gone",
        () ->
            Site.object(site().get("api/presence/" + user).body())
                .getJsonArray("sessions")
                .getValuesAs(JsonObject.class)
                .stream()
                .noneMatch(session -> session.getBoolean("connected")));
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
