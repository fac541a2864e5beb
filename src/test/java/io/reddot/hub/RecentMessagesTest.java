package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecentMessagesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<TopicFilter> EVEN = List.of(new TopicFilter("even"));
  private static final List<TopicFilter> ALL = List.of(TopicFilter.ALL);

  private static Envelope.OfMessage envelope(long position, String data) {
    return new Envelope.OfMessage(
        new Message(
            new Cursor("log", position),
            "id" + position,
            new Topic(position % 2 == 0 ? "even" : "odd"),
            null,
            NOW,
            data,
            Encoding.JSON,
            position % 5 == 0 ? NOW.plusSeconds(5) : null,
            false,
            null,
            null));
  }

  private static List<Envelope.OfMessage> envelopes(long after, long upTo) {
    return LongStream.rangeClosed(after + 1, upTo).mapToObj(p -> envelope(p, "1")).toList();
  }

  private static List<Long> positions(LogSlice page) {
    return page.messages().stream().map(e -> e.message().position()).toList();
  }

  /** Reading on page by page gives what a list of everything would. */
  @Property
  void readsWhatWasAppended(
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 9) Integer> steps,
      @ForAll @IntRange(min = 0, max = 40) int start,
      @ForAll @IntRange(min = 1, max = 7) int limit,
      @ForAll boolean expired) {
    RecentMessages recent = new RecentMessages(10);
    long end = 10;
    for (int step : steps) {
      recent.append(end, envelopes(end, end + step), end + step);
      end += step;
    }
    Instant now = expired ? NOW.plusSeconds(5) : NOW;
    if (start < 10 || start >= end) {
      assertFalse(recent.reach(start));
      assertNull(recent.read(EVEN, start, end, limit, now));
      return;
    }
    assertTrue(recent.reach(start));
    List<Long> read = new ArrayList<>();
    long position = start;
    while (position < end) {
      LogSlice page = recent.read(EVEN, position, Long.MAX_VALUE, limit, now);
      assertNotNull(page);
      assertTrue(page.messages().size() <= limit);
      read.addAll(positions(page));
      position = page.through();
    }
    List<Long> expected =
        LongStream.rangeClosed(start + 1, end)
            .filter(p -> p % 2 == 0 && !(expired && p % 5 == 0))
            .boxed()
            .toList();
    assertEquals(expected, read);
  }

  @Test
  void forgetsTheOldestBeyondItsBoundsAndSaysSo() {
    RecentMessages recent = new RecentMessages(0);
    recent.append(0, envelopes(0, RecentMessages.COUNT + 7), RecentMessages.COUNT + 7);
    assertFalse(recent.reach(6));
    assertNull(recent.read(ALL, 6, 100, 10, NOW));
    assertEquals(List.of(8L, 9L), positions(recent.read(ALL, 7, 9, 10, NOW)));

    String large = "x".repeat(RecentMessages.SIZE / 2);
    long end = RecentMessages.COUNT + 7;
    for (int i = 1; i <= 3; i++) {
      recent.append(end, List.of(envelope(end + 1, large)), end + 1);
      end++;
    }
    assertFalse(recent.reach(end - 2));
    assertEquals(List.of(end), positions(recent.read(ALL, end - 1, end, 10, NOW)));
  }

  @Test
  void beginsAnewAfterAGap() {
    RecentMessages recent = new RecentMessages(0);
    recent.append(0, envelopes(0, 5), 5);
    recent.append(7, envelopes(7, 9), 9);
    assertNull(recent.read(ALL, 3, 9, 10, NOW));
    assertNull(recent.read(ALL, 7, 9, 10, NOW));
    recent.append(9, envelopes(9, 11), 11);
    assertEquals(List.of(10L, 11L), positions(recent.read(ALL, 9, 11, 10, NOW)));
  }

  @Test
  void endsAPageOnceItIsHeavy() {
    RecentMessages recent = new RecentMessages(0);
    String heavy = "x".repeat(LogSlice.SIZE);
    recent.append(0, List.of(envelope(1, heavy), envelope(2, "1")), 2);
    LogSlice page = recent.read(ALL, 0, 2, 10, NOW);
    assertEquals(List.of(1L), positions(page));
    assertEquals(1, page.through());
  }
}
