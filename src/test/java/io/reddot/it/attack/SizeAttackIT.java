package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** More of everything than anybody needs, and little that unfolds to much. */
@ResourceLock(Attack.SERVER)
class SizeAttackIT {
  private static final int BODY_BYTES = 4 << 20;

  @RegisterExtension final Attack attack = new Attack();

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void isNotTaken(String what, Integer status, String json) throws Exception {
    RawHttp.post(attack.site(), "api/messages", json).assertProblem(status);
    if (json.startsWith("{") && json.length() < 1 << 20) {
      try (WebSocketAttacker attacker = new WebSocketAttacker(attack.site(), "it/x")) {
        attacker.text("{\"type\":\"publish\"," + json.substring(1));
        String answer = attacker.next();
        assertTrue(answer.contains("\"status\":" + status), answer);
      }
    }
  }

  static Stream<Arguments> bodies() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    String objects = "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000);
    String many =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "{\"topic\":\"it/x\",\"data\":1}")
            .collect(Collectors.joining(",", "[", "]"));
    return Stream.of(
        Arguments.of("deep arrays", 400, draft(deep)),
        Arguments.of("deep objects", 400, draft(objects)),
        Arguments.of("deep and open", 400, "[".repeat(1_000_000)),
        Arguments.of("an exponent of ten digits", 400, draft("1e9999999999")),
        Arguments.of("an exponent of a thousand digits", 400, draft("1e" + "9".repeat(1_000))),
        Arguments.of("a number of a million digits", 400, draft("7".repeat(1_000_000))),
        Arguments.of("a hundred thousand messages", 400, many),
        Arguments.of("a hundred thousand numbers", 400, "[1" + ",1".repeat(100_000) + "]"),
        Arguments.of(
            "a topic of a megabyte",
            400,
            "{\"topic\":\"" + "x".repeat(1_000_000) + "\",\"data\":1}"),
        Arguments.of(
            "a topic of 65 levels", 400, "{\"topic\":\"" + "x/".repeat(64) + "\",\"data\":1}"),
        Arguments.of(
            "a long id", 400, "{\"topic\":\"it/x\",\"data\":1,\"id\":\"" + "x".repeat(129) + "\"}"),
        Arguments.of(
            "a long event",
            400,
            "{\"topic\":\"it/x\",\"data\":1,\"event\":\"" + "x".repeat(500_000) + "\"}"),
        Arguments.of(
            "a year of ten digits",
            400,
            "{\"topic\":\"it/x\",\"data\":1,\"expiresAt\":\"+9999999999-01-01T00:00:00Z\"}"),
        Arguments.of(
            "an unknown member of a megabyte", 400, "{\"" + "x".repeat(1_000_000) + "\":1}"),
        Arguments.of(
            "ten thousand unknown members",
            400,
            IntStream.range(0, 10_000)
                .mapToObj(i -> "\"m" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"))),
        Arguments.of("a body too large", 413, draft('"' + "x".repeat(BODY_BYTES) + '"')));
  }

  private static String draft(String data) {
    return "{\"topic\":\"it/x\",\"data\":" + data + "}";
  }

  /** JSON has no largest number; whatever is taken comes out again, and costs nobody its memory. */
  @Test
  void largeNumbersAreTextToUs() throws Exception {
    String topic = "it/" + UUID.randomUUID();
    try (Subscriber subscriber = Transport.SSE.subscribe(attack.site(), "latest", topic)) {
      subscriber.hello();
      for (String number : List.of("1E+999999999", "-1E-999999999", "1E+400", "0.1E+1", "-0")) {
        String json = "{\"topic\":\"" + topic + "\",\"data\":" + number + "}";
        Answer answer = RawHttp.post(attack.site(), "api/messages", json);
        assertTrue(answer.status() == 200 || answer.status() == 400, answer::toString);
        answer.assertTellsNoInsides();
        if (answer.status() == 200) {
          attack.stored(1);
          subscriber.message();
        }
      }
      subscriber.closeExhausted();
    }
    try (WebSocketAttacker attacker = new WebSocketAttacker(attack.site(), topic)) {
      for (String ref : List.of("1e999999999", "1e9999999999", "9".repeat(2_000))) {
        attacker.text("{\"type\":\"ping\",\"ref\":" + ref + "}");
        String answer = attacker.next();
        assertTrue(answer.contains("\"pong\"") || answer.contains("\"status\":400"), answer);
      }
    }
  }

  @Test
  void aBodyWithoutAnEndIsCutOff() throws Exception {
    for (String path : List.of("api/messages", "api/topics/it/x", "api/inbox/read")) {
      try (RawHttp connection = new RawHttp(attack.site())) {
        connection.say(
            RawHttp.request(
                attack.site(),
                "POST",
                path,
                RawHttp.bearer(attack.site())
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
        byte[] chunk = ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(UTF_8);
        for (int sent = 0; sent < 3 * BODY_BYTES; sent += 1 << 16) {
          connection.say("", chunk);
        }
        Answer answer = connection.answer();
        assertTrue(answer.status() == 413 || answer.status() == 0, answer::toString);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void aHeadIsBounded(String what, String target, String headers) throws Exception {
    for (String path :
        List.of("api/poll", "api/sse", "api/websocket", "api/messages", "index.jsp")) {
      try (RawHttp connection = new RawHttp(attack.site())) {
        connection.say(
            RawHttp.request(
                attack.site(),
                "GET",
                path + target,
                RawHttp.bearer(attack.site()) + "Connection: close\r\n" + headers));
        Answer answer = connection.head();
        assertTrue(answer.status() < 500, answer::toString);
      }
    }
  }

  static Stream<Arguments> heads() {
    return Stream.of(
        Arguments.of("a header of a megabyte", "?topic=x", "X: " + "x".repeat(1 << 20) + "\r\n"),
        Arguments.of(
            "a cookie of a megabyte", "?topic=x", "Cookie: " + "x".repeat(1 << 20) + "\r\n"),
        Arguments.of(
            "ten thousand headers",
            "?topic=x",
            IntStream.range(0, 10_000)
                .mapToObj(i -> "X" + i + ": x\r\n")
                .collect(Collectors.joining())),
        Arguments.of(
            "ten thousand cookies",
            "?topic=x",
            "Cookie: " + "reddot-token=x; ".repeat(10_000) + "\r\n"),
        Arguments.of("an address of 100 KB", "?topic=" + "x".repeat(100_000), ""),
        Arguments.of("a name of 100 KB", "?" + "x".repeat(100_000) + "=1", ""),
        Arguments.of("a thousand filters", "?" + "topic=x&".repeat(1_000), ""),
        Arguments.of("ten thousand parameters", "?" + "a&".repeat(10_000), ""),
        Arguments.of("a path of 100 KB", "/" + "x/".repeat(50_000), ""));
  }

  @Test
  void filtersAreCounted() throws Exception {
    String filters =
        IntStream.range(0, 101).mapToObj(i -> "topic=f" + i).collect(Collectors.joining("&"));
    for (String path : List.of("poll", "long-poll", "sse", "iframe", "messages")) {
      RawHttp.get(attack.site(), "api/" + path + '?' + filters).assertProblem(400, 429);
    }
    for (String bad : List.of("x".repeat(1_025), "x/".repeat(64))) {
      RawHttp.get(attack.site(), "api/poll?topic=" + bad).assertProblem(400);
    }
    try (WebSocketAttacker attacker = new WebSocketAttacker(attack.site(), "f")) {
      for (int i = 0; i < 101; i++) {
        attacker.text("{\"type\":\"subscribe\",\"topic\":\"f" + i + "\"}");
      }
      List<String> answers = new ArrayList<>();
      while (answers.size() < 101) { // as many to a frame as were there at once
        attacker
            .next()
            .lines()
            .filter(line -> line.matches("\\{\"type\":\"(subscribed|error)\".*"))
            .forEach(answers::add);
      }
      // 100 a session, and it came with one.
      assertEquals(2, answers.stream().filter(line -> line.contains("\"error\"")).count());
    }
  }

  /** 100 MB in 100 KB: nothing here unfolds it. */
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "deflate", "br", "gzip, gzip", "identity, gzip"})
  void aBodyIsNotUnpacked(String encoding) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] megabyte = " ".repeat(1 << 20).getBytes(UTF_8);
      for (int i = 0; i < 100; i++) {
        gzip.write(megabyte);
      }
      gzip.write(draft("1").getBytes(UTF_8));
    }
    for (String path : List.of("api/messages", "api/topics/it/x", "api/inbox/read")) {
      String headers =
          RawHttp.bearer(attack.site())
              + "Content-Type: application/json\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n"
                  .formatted(encoding, packed.size());
      RawHttp.call(attack.site(), "POST", path, headers, packed.toByteArray())
          .assertProblem(400, 413, 415);
    }
  }

  @Test
  void framesAreNotUnpacked() throws Exception {
    String asked = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    try (RawHttp connection = new RawHttp(attack.site())) {
      connection.say(
          RawHttp.request(
              attack.site(),
              "GET",
              "api/websocket?topic=x",
              WebSocketAttacker.UPGRADE + asked + RawHttp.bearer(attack.site())));
      Answer answer = connection.answer();
      assertEquals(101, answer.status());
      assertEquals("", answer.header("Sec-WebSocket-Extensions"));
    }
    try (WebSocketAttacker attacker = new WebSocketAttacker(attack.site(), "x")) {
      byte[] packed = {(byte) 0xaa, 0x56, 0x2a, 0x4b, 0x2c, 0x02, 0x00};
      attacker.send(WebSocketAttacker.frame(0xc0 | WebSocketAttacker.TEXT, packed, true));
      int code = attacker.closed();
      assertTrue(code == 1002 || code == 1006, () -> "closed with " + code);
    }
  }

  @Test
  void framesAreBounded() throws Exception {
    try (WebSocketAttacker attacker = new WebSocketAttacker(attack.site(), "x")) {
      attacker.send(WebSocketAttacker.frame(0x81, new byte[BODY_BYTES + 1], true));
      int code = attacker.closed();
      assertTrue(
          List.of(1006, 1007, 1009).contains(code),
          () -> "closed with " + code + " after " + attacker.last());
    }
    try (WebSocketAttacker attacker = new WebSocketAttacker(attack.site(), "x")) {
      attacker.send(WebSocketAttacker.frame(0x01, " ".repeat(1 << 16).getBytes(UTF_8), true));
      byte[] more = WebSocketAttacker.frame(0x00, " ".repeat(1 << 16).getBytes(UTF_8), true);
      for (int i = 0; i < 2 * BODY_BYTES >> 16; i++) {
        attacker.send(more);
      }
      int code = attacker.closed();
      assertTrue(
          List.of(1006, 1009).contains(code),
          () -> "closed with " + code + " after " + attacker.last());
    }
    for (long length : List.of(Long.MAX_VALUE, 1L << 40, (long) Integer.MAX_VALUE)) {
      try (WebSocketAttacker attacker = new WebSocketAttacker(attack.site(), "x")) {
        attacker.send(WebSocketAttacker.frame(0x81, length, new byte[10], true));
        attack.othersAreServed(); // no memory is taken for what is only announced
      }
    }
  }
}
