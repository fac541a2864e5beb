package io.reddot.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.HandClock;
import io.reddot.json.JsonData;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.publish.Acceptance.Scheduled;
import io.reddot.publish.Acceptance.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DraftsTest {
  private final HandClock clock = new HandClock();
  private final Drafts drafts = new Drafts(clock, 100);

  private List<Submission> submissions(String json) {
    return drafts.read(json.getBytes(StandardCharsets.UTF_8), "alice");
  }

  private List<Draft> read(String json) {
    return submissions(json).stream().map(Submission::draft).toList();
  }

  private Problem refused(String json) {
    Problem problem = assertThrows(Problem.class, () -> read(json));
    assertEquals(400, problem.status());
    return problem;
  }

  @Test
  void readsEverythingThatAMessageMayHave() {
    Draft draft =
        read("{\"topic\":\"user/42\",\"data\":{\"a\":[1, 2.50]},\"event\":\"comment\",\"id\":\"x\","
                + "\"expiresAt\":\"2030-01-01T00:00:01Z\",\"retain\":true}")
            .get(0);
    assertEquals(
        new Draft(
            "x",
            true,
            new Topic("user/42"),
            "comment",
            "{\"a\":[1,2.50]}",
            Encoding.JSON,
            clock.instant().plusSeconds(1),
            true,
            "alice",
            null),
        draft);
  }

  @Test
  void readsWhenAMessageShallBeSent() {
    List<Submission> all =
        submissions(
            "[{\"topic\":\"a\",\"data\":1,\"sendAt\":\"2031-01-01T00:00:00.1239Z\"},"
                + "{\"topic\":\"a\",\"data\":1,\"sendAt\":null},"
                + "{\"topic\":\"a\",\"data\":1,\"sendAt\":\"2001-01-01T00:00:00Z\"}]");
    assertEquals(
        Arrays.asList(
            Instant.parse("2031-01-01T00:00:00.123Z"), // as the log counts
            null,
            Instant.parse("2001-01-01T00:00:00Z")), // submitted again, maybe: the log knows
        all.stream().map(Submission::sendAt).toList());
  }

  @Test
  void refusesWhatWouldExpireBeforeItIsSent() {
    String message =
        "{\"topic\":\"a\",\"data\":1,\"sendAt\":\"2031-01-01T00:00:00Z\",\"expiresAt\":\"%s\"}";
    for (String tooEarly : List.of("2030-12-31T23:59:59Z", "2031-01-01T00:00:00Z")) {
      assertEquals(
          "The message's 'expiresAt' is not after its 'sendAt'.",
          refused(message.formatted(tooEarly)).detail());
    }
    assertEquals(1, submissions(message.formatted("2031-01-01T00:00:00.001Z")).size());
  }

  @Test
  void answersWithACursorOrWithATime() {
    assertEquals(
        "{\"id\":\"x\",\"cursor\":\"log-7\",\"duplicate\":true}",
        JsonData.compact(Drafts.answer(new Stored("x", new Cursor("log", 7), true))));
    assertEquals(
        "{\"id\":\"x\",\"sendAt\":\"2031-01-01T00:00:00Z\",\"duplicate\":false}",
        JsonData.compact(
            Drafts.answer(new Scheduled("x", Instant.parse("2031-01-01T00:00:00Z"), false))));
  }

  @Test
  void makesUpAnIdThatNobodyElseHas() {
    Draft one = read("{\"topic\":\"a\",\"data\":null}").get(0);
    Draft other = read("{\"topic\":\"a\",\"data\":null}").get(0);
    assertNotEquals(one.id(), other.id());
    assertTrue(one.id().matches("[A-Za-z0-9_-]{24}"), one.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|The body is not JSON.",
        "{|The body is not JSON.",
        "{\"topic\":\"a\",\"data\":1} x|The body is not JSON.",
        "[1]|A message is a JSON object with at least topic and data.",
        "\"x\"|A message is a JSON object with at least topic and data.",
        "{\"data\":1}|The message has no topic.",
        "{\"topic\":null,\"data\":1}|The message has no topic.",
        "{\"topic\":7,\"data\":1}|The message's 'topic' is not a string.",
        "{\"topic\":\"a\"}|The message has no data. To publish null, send \"data\":null.",
        "{\"topic\":\"a\",\"data\":1,\"retain\":1}|The message's 'retain' is neither true nor false.",
      })
  void saysWhatIsWrong(String json, String detail) {
    assertEquals(detail, refused(json).detail());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"topic\":\"a/#\"",
        "\"topic\":\"a\",\"id\":\"\"",
        "\"topic\":\"a\",\"id\":\"a\\nb\"",
        "\"topic\":\"a\",\"event\":\"a\\r\\nid: 7\"",
        "\"topic\":\"a\",\"expiresAt\":\"tomorrow\"",
        "\"topic\":\"a\",\"expiresAt\":\"+1000000000-12-31T23:59:59Z\"",
        "\"topic\":\"a\",\"expiresAt\":\"2029-12-31T23:59:59Z\"",
        "\"topic\":\"a\",\"topics\":\"b\"",
        "\"topic\":\"a\",\"sendAt\":\"soon\"",
        "\"topic\":\"a\",\"sendAt\":\"2031-01-01\"",
        "\"topic\":\"a\",\"sendAt\":7",
        "\"topic\":\"a\",\"sendAt\":\"+1000000000-12-31T23:59:59Z\"",
      })
  void refusesWhatItCannotKeep(String members) {
    assertTrue(refused("{" + members + ",\"data\":1}").detail().endsWith("."));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] latin1 = "{\"topic\":\"a\",\"data\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1);
    Problem problem = assertThrows(Problem.class, () -> drafts.read(latin1, null));
    assertEquals("The body is not UTF-8.", problem.detail());
  }

  @Test
  void survivesNestingThatWouldOverflowAStack() {
    String deep = "[".repeat(100_000);
    refused("{\"topic\":\"a\",\"data\":" + deep);
    refused("{\"topic\":\"a\",\"data\":" + deep + "]".repeat(100_000) + "}");
  }

  @Test
  void takesNestingUpToTheLimitAndLooksIntoNoString() {
    String most = "[".repeat(99) + "]".repeat(99); // in the message's own object
    assertEquals(most, read("{\"topic\":\"a\",\"data\":" + most + "}").get(0).data());
    refused("{\"topic\":\"a\",\"data\":[" + most + "]}");
    String quoted = "\"\\\"" + "[{".repeat(200) + "\"";
    assertEquals(quoted, read("{\"topic\":\"a\",\"data\":" + quoted + "}").get(0).data());
  }

  @Test
  void keepsHalfCharactersAndAllDigits() {
    Draft draft =
        read("{\"topic\":\"a\",\"data\":[\"\\ud800\",123456789012345678901234567890.5,1e400]}")
            .get(0);
    assertEquals("[\"\\ud800\",123456789012345678901234567890.5,1E+400]", draft.data());
  }

  @Test
  void keepsARawBodyAsWhatItIs() {
    assertEquals("{\"a\":1}", raw("{ \"a\" : 1 }".getBytes(StandardCharsets.UTF_8), true).data());
    Draft text = raw("grüße\n".getBytes(StandardCharsets.UTF_8), false);
    assertEquals("\"grüße\\n\"", text.data());
    assertEquals(Encoding.TEXT, text.encoding());
    Draft bytes = raw(new byte[] {(byte) 0xff, 0, 1}, false);
    assertEquals("\"/wAB\"", bytes.data());
    assertEquals(Encoding.BASE64, bytes.encoding());
  }

  private Draft raw(byte[] body, boolean json) {
    return drafts.raw(new Topic("a"), body, json, null, null, null, false, null);
  }

  @Test
  void answersAnArrayForAnArray() {
    assertTrue(Drafts.isArray(" \n[1".getBytes(StandardCharsets.UTF_8)));
    assertEquals(false, Drafts.isArray(" {}".getBytes(StandardCharsets.UTF_8)));
    assertEquals(false, Drafts.isArray(new byte[0]));
  }
}
