package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that means something where it ends up: in headers, streams, scripts, SQL and the log. */
@ResourceLock(Attack.SERVER)
class InjectionAttackIT {
  private static final String INJECTED = "X-Injected";

  /** What a stream, a script, JSON or a page could take for its own. */
  static final List<String> NASTY =
      List.of(
          "\n\ndata: {\"type\":\"goodbye\"}\n\n",
          "\r\revent: goodbye\rdata: x\r\r",
          "\r\nX-Injected: 1\r\n\r\n<p>",
          "</script><script>parent.hacked=1</script>",
          "<!--<script>",
          "]]>--></title></textarea>",
          "\u2028\u2029\u0085\u0000\u0007\u001b[31m\ufeff",
          "\"}]);alert(1);r([{\"",
          "\\\"\\u0022\\",
          "${7*7}#{7*7}%{7*7}{{7*7}}<%=7*7%>",
          "' OR '1'='1",
          "'; DROP TABLE message; --",
          "%' ESCAPE '\\",
          "\ud83d\ude00 \u202e abc \u0301\u0301");

  private static final List<String> SQL =
      List.of(
          "' OR '1'='1",
          "\" OR 1=1 --",
          "'; DROP TABLE message; --",
          "') UNION SELECT 1,2,3 --",
          "1; ATTACH DATABASE 'x' AS y",
          "%",
          "_",
          "*",
          "?",
          "[a-z]",
          "\\",
          "{fn now()}",
          ":name",
          "$1",
          "/* */");

  @RegisterExtension final Attack attack = new Attack();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%0d%0aX-Injected:%201",
        "a%0aX-Injected:%201",
        "a%0dX-Injected:%201",
        "a%00b",
        "a%E2%80%A8b",
        "a%C2%85b",
        "a%7fb"
      })
  void aTopicCannotBreakALine(String topic) throws Exception {
    Site site = attack.site();
    List<Answer> answers = new ArrayList<>();
    for (String path : List.of("messages", "poll", "long-poll", "sse", "iframe")) {
      answers.add(RawHttp.get(site, "api/" + path + "?topic=" + topic));
    }
    answers.add(RawHttp.post(site, "api/topics/" + topic, "1"));
    for (Answer answer : answers) {
      assertFalse(answer.head().contains(INJECTED), answer::toString);
      assertTrue(answer.status() == 400 || answer.status() == 404, answer::toString);
      answer.assertTellsNoInsides();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\r\\nX: 1",
        "\\n",
        "\\u0000",
        "\\u0085",
        "\\u001b[31m",
        "\\ud800",
        "\\udc00a",
        ""
      })
  void aNameCannotBreakALine(String bad) throws Exception {
    for (String name : List.of("event", "id", "topic", "expiresAt", "sendAt")) {
      JsonObject good = Json.createObjectBuilder().add("topic", "it/x").add("data", 1).build();
      String json =
          Json.createObjectBuilder(good).add(name, "BAD").build().toString().replace("BAD", bad);
      RawHttp.post(attack.site(), "api/messages", json).assertProblem(400);
    }
    String encoded =
        bad.replace("\\r\\n", "%0d%0a")
            .replace("\\n", "%0a")
            .replace("\\u0000", "%00")
            .replace(" ", "%20");
    if (!encoded.contains("\\")) {
      for (String name : List.of("event", "id", "expiresAt", "sendAt")) {
        RawHttp.post(attack.site(), "api/topics/it/x?" + name + '=' + encoded, "1")
            .assertProblem(400);
      }
    }
  }

  /** What comes in by a header, or by what the address says of one, does not go out as another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Last-Event-ID",
        "If-None-Match",
        "User-Agent",
        "Origin",
        "Cookie",
        "Accept",
        "Accept-Language",
        "Content-Type"
      })
  void aHeaderDoesNotBecomeAnother(String name) throws Exception {
    Site site = attack.site();
    for (String value :
        List.of(
            "x\rX-Injected: 1",
            "x\nX-Injected: 1",
            "x\r\n X-Injected: 1",
            "x\u0000X-Injected: 1",
            "\"x\"/\"y\r\r",
            "<script>alert(1)</script>",
            "x".repeat(4_000),
            "x=\u0008",
            "x;q=y",
            "a/b;q=2",
            "x=\u00ff\u00fe")) {
      for (String path : List.of("poll", "sse", "iframe", "presence")) {
        try (RawHttp connection = new RawHttp(site)) {
          String headers = RawHttp.bearer(site) + name + ": " + value + "\r\nConnection: close\r\n";
          connection.say(RawHttp.request(site, "GET", "api/" + path + "?topic=x", headers));
          Answer answer = connection.head();
          assertFalse(answer.head().contains(INJECTED), answer::toString);
          assertTrue(answer.status() < 500, answer::toString);
        }
      }
    }
  }

  @Test
  void anOriginDoesNotBecomeScript() throws Exception {
    for (String origin :
        List.of(
            "https://evil.example",
            "null",
            "*",
            "\");parent.hacked=1;(\"",
            "</script><script>alert(1)</script>",
            "x%0d%0aX-Injected:%201",
            "x; script-src *")) {
      Answer answer =
          RawHttp.get(attack.site(), "api/iframe?topic=x&origin=" + Site.encode(origin));
      answer.assertProblem(400, 403);
      assertFalse(answer.body().contains("<script>"), answer::toString);
      assertFalse(answer.head().contains(INJECTED), answer::toString);
      assertFalse(answer.head().contains("script-src *"), answer::toString);
    }
  }

  /** Whatever is published comes out as it went in, as one message, over every transport. */
  @ParameterizedTest
  @EnumSource
  void whatIsPublishedStaysOneMessage(Transport transport) throws Exception {
    String topic = "it/" + UUID.randomUUID();
    try (Subscriber subscriber = transport.subscribe(attack.site(), "latest", topic + "/#")) {
      subscriber.hello();
      for (String text : NASTY) {
        String name = text.codePoints().noneMatch(Character::isISOControl) ? text : "plain";
        String id = name + UUID.randomUUID();
        JsonObject draft =
            Json.createObjectBuilder()
                .add("topic", topic)
                .add("event", "e" + name)
                .add("id", id)
                .add("data", Json.createObjectBuilder().add("text", text).add(text, text))
                .build();
        attack.site().done("POST", "api/messages", draft.toString());
        attack.stored(1);
        JsonObject message = subscriber.message();
        assertEquals(draft.get("data"), message.get("data"));
        assertEquals(id, message.getString("id"));
        assertEquals("e" + name, message.getString("event"));
      }
      subscriber.closeExhausted();
    }
  }

  @Test
  void sqlIsText() throws Exception {
    String topic = "it/" + UUID.randomUUID();
    attack.site().publish(topic + "/x", "untouched");
    attack.stored(1);
    for (String sql : SQL) {
      String mine = topic + '/' + sql.replace('/', '|').replaceAll("[+#]", "|");
      String id = UUID.randomUUID() + sql;
      JsonObject draft =
          Json.createObjectBuilder()
              .add("topic", mine)
              .add("event", "e" + sql)
              .add("id", id)
              .add("data", sql)
              .build();
      attack.site().done("POST", "api/messages", draft.toString());
      attack.stored(1);
      List<JsonObject> history = attack.site().history(mine);
      assertEquals(List.of(sql), history.stream().map(m -> m.getString("data")).toList());
      assertEquals(id, history.get(0).getString("id"));
      assertEquals(1, attack.site().history(topic + "/x").size());
    }
  }

  @Test
  void sqlIsTextWhereOneAsks() throws Exception {
    String topic = "user/" + attack.bob();
    String id = attack.site().publish(topic, "untouched").getString("id");
    attack.stored(1);
    for (String sql : SQL) {
      String said = Site.encode(sql);
      Site bob = attack.asBob();
      for (String path :
          List.of(
              "api/messages?topic=it/x&after=" + said,
              "api/messages?topic=it/x&limit=" + said,
              "api/inbox?before=" + said,
              "api/inbox?limit=" + said,
              "api/inbox?filter=" + said,
              "api/scheduled?limit=" + said,
              "api/poll?after=" + said,
              "api/poll?unread=" + said,
              "api/long-poll?wait=" + said,
              "api/sse?after=" + said)) {
        RawHttp.get(attack.site(), path).assertProblem(400);
      }
      assertEquals(0, count(bob, "api/inbox?event=" + said), sql);
      assertEquals(0, count(attack.site(), "api/messages?topic=t" + said), sql);
      for (String read : List.of("read", "archive", "unread")) {
        String ids =
            Json.createObjectBuilder()
                .add("ids", Json.createArrayBuilder().add(sql))
                .build()
                .toString();
        RawHttp.post(bob, "api/inbox/" + read, ids).assertProblem(404);
      }
      Answer after = RawHttp.get(bob, "api/scheduled?after=" + said);
      assertTrue(after.status() == 200 || after.status() == 400, after::toString);
      assertEquals(1, count(bob, "api/inbox"), sql);
    }
    assertEquals(id, attack.site().history(topic).get(0).getString("id"));
  }

  private static int count(Site site, String path) throws Exception {
    return Site.object(site.get(path).body()).getJsonArray("messages").size();
  }

  /** A group or a user with such a name is one like any other, and can be taken out again. */
  @Test
  void sqlIsTextInTheNamesOfGroups() throws Exception {
    for (String sql : SQL) {
      if (sql.contains("/") || sql.contains("+") || sql.contains("#")) {
        continue;
      }
      String path = "api/groups/" + Site.encode(sql) + "/members/";
      Answer joined = put(path + attack.bob());
      if (joined.status() == 400 && joined.body().isEmpty()) {
        continue; // a container that takes no backslash in an address
      }
      assertEquals(200, joined.status(), sql + joined);
      String members = attack.site().get(path.replace("/members/", "/members")).body();
      assertTrue(members.contains(attack.bob()), sql + members);
      attack.site().done("DELETE", path + attack.bob(), "");
      attack.stored(2); // that it joined and left stands in the log
    }
  }

  private Answer put(String path) throws Exception {
    String headers = RawHttp.bearer(attack.site()) + "Content-Length: 0\r\n";
    return RawHttp.call(attack.site(), "PUT", path, headers, new byte[0]);
  }

  /** What a client calls itself is told to operators; nobody writes into the log by it. */
  @Test
  void theLogIsNotForged() throws Exception {
    String forged = "2030-01-01 ERROR [io.reddot] forged";
    Site site = attack.site();
    for (String where :
        List.of(
            "api/" + Site.encode("\n" + forged), "api/poll?topic=" + Site.encode("\n" + forged))) {
      String headers = RawHttp.bearer(site) + "User-Agent: x\r " + forged + "\r\n";
      RawHttp.call(site, "GET", where, headers, new byte[0]).assertTellsNoInsides();
    }
    assertFalse(attack.log().contains(forged));
  }
}
