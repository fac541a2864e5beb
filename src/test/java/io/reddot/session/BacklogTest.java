package io.reddot.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private final Backlog<Envelope.OfMessage> backlog = new Backlog<>();
  private final List<String> gone = new ArrayList<>();
  private long position;

  static Envelope.OfMessage message(long position, String topic) {
    return new Envelope.OfMessage(
        new Message(
            new Cursor("log", position),
            "id" + position,
            new Topic(topic),
            null,
            Instant.EPOCH,
            topic + position,
            Encoding.JSON,
            null,
            false,
            null,
            null));
  }

  private void replaceable(String topic) {
    backlog.addReplaceable(message(++position, topic));
  }

  private void replace(String topic) {
    backlog.drop(new Topic(topic), this::gone);
    replaceable(topic);
  }

  private void kept(String topic) {
    backlog.add(message(++position, topic));
  }

  private void gone(Envelope.OfMessage message) {
    gone.add(message.message().data());
  }

  private String rest() {
    List<String> rest = new ArrayList<>();
    while (!backlog.isEmpty()) {
      assertTrue(backlog.size() > 0);
      rest.add(backlog.remove().message().data());
    }
    assertEquals(0, backlog.size());
    return String.join(" ", rest);
  }

  @Test
  void keepsTheOrderAndPutsTheNewestAtTheEnd() {
    replace("a");
    replace("b");
    kept("a");
    replace("a");
    replace("c");
    assertEquals("c5", backlog.last().message().data());
    assertEquals(4, backlog.size());
    assertEquals("b2 a3 a4 c5", rest());
    assertEquals(List.of("a1"), gone);
  }

  @Test
  void dropsAllThatWereAddedWithoutReplacing() {
    replaceable("a");
    replaceable("a");
    replaceable("b");
    replace("a");
    assertEquals(List.of("a1", "a2"), gone);
    assertEquals("b3 a4", rest());
    replace("a");
    assertEquals("a5", rest(), "what was removed is not dropped any more");
    assertEquals(2, gone.size());
  }

  @Test
  void conflatesWhatIsThere() {
    for (int i = 0; i < 3; i++) {
      replaceable("a");
      kept("a");
      replaceable("b");
    }
    backlog.conflate(this::gone);
    assertEquals("a2 a5 a7 a8 b9", rest());
    assertEquals(4, gone.size());
  }

  @Test
  void dropsMoreThanItKeepsForAsLongAsItTakes() {
    kept("first");
    for (int i = 0; i < 100_000; i++) {
      replace("a");
      replace("b");
    }
    assertEquals(3, backlog.size());
    assertEquals(199_998, gone.size());
    assertEquals("first1 a200000 b200001", rest());
  }

  @Test
  void isEmptyOnceCleared() {
    replace("a");
    replace("a");
    backlog.clear();
    assertTrue(backlog.isEmpty());
    assertThrows(NoSuchElementException.class, backlog::remove);
    replace("a");
    assertEquals(1, gone.size());
    assertEquals("a3", rest());
  }
}
