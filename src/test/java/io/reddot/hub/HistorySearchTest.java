package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.Topic;
import io.reddot.web.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistorySearchTest extends HubFixture {

  private void send(String event, String sender, String... data) throws Exception {
    List<Draft> drafts = new ArrayList<>();
    for (String each : data) {
      drafts.add(
          new Draft(
              "s" + ++published,
              true,
              new Topic("a"),
              event,
              each,
              Encoding.JSON,
              null,
              false,
              sender,
              null));
    }
    get(log.append(drafts));
  }

  private HistoryQuery parse(String query) {
    HistoryQuery parsed = HistoryQuery.parse(Query.parse(query), caller("#"));
    assertNotNull(parsed);
    return parsed;
  }

  private Reading search(String query, StartAfter after, int limit) {
    return registry.readings().search(readRequest(after, "#"), parse(query), limit);
  }

  private static List<String> data(Reading reading) {
    return reading.messages().stream().map(each -> each.message().data()).toList();
  }

  /** Follows the cursor to the end. */
  private List<String> all(String query, boolean newest, int limit) {
    List<String> all = new ArrayList<>();
    Reading page = search(query, StartAfter.EARLIEST, limit);
    all.addAll(data(page));
    while (page.more()) {
      Cursor cursor = page.cursor();
      page =
          newest
              ? search(query + "&before=" + cursor, StartAfter.EARLIEST, limit)
              : search(query, StartAfter.cursor(cursor), limit);
      all.addAll(data(page));
    }
    return all;
  }

  @Test
  void findsBySenderEventAndTextInAnyCase() throws Exception {
    send("x", "alice", "\"Red Dot\"", "\"say \\\"hi\\\"\"");
    send("y", "bob", "\"red herring\"");
    assertEquals(List.of("\"Red Dot\"", "\"red herring\""), all("text=RED", false, 9));
    assertEquals(List.of("\"say \\\"hi\\\"\""), all("text=%22HI%22", false, 9));
    assertEquals(List.of("\"red herring\""), all("event=y", false, 9));
    assertEquals(List.of("\"Red Dot\""), all("sender=alice&text=dot", false, 9));
    assertEquals(List.of(), all("event=y&text=dot", true, 9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000})
  void bothDirectionsFindEachMessageOnce(int limit) throws Exception {
    String[] numbers = IntStream.range(0, 60).mapToObj(String::valueOf).toArray(String[]::new);
    send("x", "alice", numbers);
    List<String> expected = new ArrayList<>(List.of(numbers));
    assertEquals(expected, all("event=x", false, limit));
    Collections.reverse(expected);
    assertEquals(expected, all("order=newest&event=x", true, limit));
    assertEquals(expected, all("order=newest", true, limit));
  }

  @Test
  void theNewestComeFirstAlthoughTheirWindowExceedsASlice() throws Exception {
    String big = "\"" + "b".repeat(60_000) + "\"";
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String data = i % 10 == 0 ? String.valueOf(i) : big;
      send(i % 10 == 0 ? "small" : "big", "alice", data);
      if (i % 10 == 0) {
        expected.add(0, data);
      }
    }
    assertEquals(expected, all("order=newest&event=small", true, 2));
  }

  @Test
  void findsTheMessagesOfAnInterval() throws Exception {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      times.add(clock.instant());
      send("x", "alice", String.valueOf(i));
      clock.turn(Duration.ofMinutes(5));
    }
    String interval = "from=" + times.get(10) + "&until=" + times.get(13);
    assertEquals(List.of("10", "11", "12"), all(interval, false, 2));
    assertEquals(List.of("12", "11", "10"), all("order=newest&" + interval, true, 2));
    assertFalse(search(interval, StartAfter.EARLIEST, 9).more());
    assertEquals(List.of(), all("from=2100-01-01T00:00:00Z", false, 9));
    assertEquals(List.of(), all("order=newest&until=1990-01-01T00:00:00Z", true, 9));
  }

  @Test
  void onePageDoesABoundedAmountOfWork() throws Exception {
    String[] many = IntStream.range(0, 1_000).mapToObj(String::valueOf).toArray(String[]::new);
    send("wanted", "alice", "\"first\"");
    for (int i = 0; i <= HistorySearch.READS; i++) {
      send("x", "alice", many);
    }
    send("wanted", "alice", "\"last\"");
    Reading page = search("text=last", StartAfter.EARLIEST, 9);
    assertEquals(List.of(), data(page));
    assertTrue(page.more());
    assertEquals(List.of("\"last\""), all("text=last", false, 9));
    assertEquals(List.of("\"last\"", "\"first\""), all("order=newest&event=wanted", true, 9));
  }

  @Test
  void anEmptyLogHasNothing() {
    assertEquals(List.of(), all("order=newest", true, 9));
    assertEquals(List.of(), all("event=x", false, 9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order=up",
        "from=yesterday",
        "until=1",
        "text=",
        "before=abc-1",
        "order=newest&before=!",
        "order=newest&after=earliest"
      })
  void refusesBadValues(String query) {
    assertEquals(400, assertThrows(Problem.class, () -> parse(query)).status());
  }

  @Test
  void onlyOperatorsSearchForOtherSenders() {
    assertEquals(403, assertThrows(Problem.class, () -> parse("sender=bob")).status());
    assertEquals("alice", parse("sender=alice").sender());
    assertNull(HistoryQuery.parse(Query.parse("topic=a&after=earliest&limit=3"), caller("#")));
  }

  @Test
  void refusesACursorOfAnotherDatabase() {
    Problem problem =
        assertThrows(
            Problem.class, () -> search("order=newest&before=other-1", StartAfter.EARLIEST, 9));
    assertEquals(400, problem.status());
  }
}
