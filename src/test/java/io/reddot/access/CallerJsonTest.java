package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.message.TopicFilter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerJsonTest {
  private static final Instant END = Instant.parse("2031-02-03T04:05:06.789Z");

  @Test
  void readsWhatItWrote() {
    for (Validity validity :
        List.of(
            new Validity("id \"\\\u2028/", Instant.parse("2030-01-01T00:00:00Z"), END),
            Validity.until(END))) {
      Caller caller =
          Caller.of(
                  "ali\"ce é",
                  Set.of("g", "operator", "not/a/level"),
                  List.of(new TopicFilter("a/+/#"), new TopicFilter("\"")),
                  List.of(new TopicFilter("b")),
                  validity)
              .sharing(List.of(new TopicFilter("workers/#")));
      assertEquals(caller, CallerJson.parse(CallerJson.of(caller)));
    }
  }

  @Test
  void leavesOutWhatIsKnownBetterWhereItIsRead() {
    Caller caller = Caller.of("alice", Set.of("g"), List.of(), List.of(), Validity.until(END));
    Caller here = caller.in(Map.of("put-in", 7L)).on("phone");
    assertEquals(caller, CallerJson.parse(CallerJson.of(here)));
  }
}
