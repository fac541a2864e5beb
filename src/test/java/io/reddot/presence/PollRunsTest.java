package io.reddot.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.TopicFilter;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Identity;
import io.reddot.session.SubscribedRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollRunsTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final int MOST = 10_000;

  private final PollRuns runs = new PollRuns(() -> "id");

  private List<DeliveryRecord> poll(String user, List<SubscribedRange> followed) {
    return runs.polled(
        new Identity("", user, "device", "", "poll", Instant.MAX), followed, 0, 1, NOW);
  }

  private static List<SubscribedRange> following(int filters) {
    List<SubscribedRange> followed = new ArrayList<>();
    for (int i = 0; i < filters; i++) {
      followed.add(new SubscribedRange(new TopicFilter("a/" + i), 0, SubscribedRange.ONGOING));
    }
    return followed;
  }

  private static List<String> users(List<DeliveryRecord> over) {
    return over.stream().map(account -> account.identity().user()).toList();
  }

  @Test
  void remembersSoManyRunsAndLetsThoseGoThatWereSilentLongest() {
    List<SubscribedRange> one = following(1);
    for (int i = 0; i < MOST; i++) {
      assertEquals(List.of(), poll("u" + i, one));
    }
    assertEquals(List.of(), poll("u0", one), "it goes on");
    assertEquals(List.of("u1"), users(poll("another", one)));
    assertEquals(MOST, runs.present().size());
  }

  @Test
  void remembersSoManyFiltersOfAllRuns() {
    List<SubscribedRange> hundred = following(100);
    List<SubscribedRange> many = following(5_000);
    for (int i = 0; i < 200; i++) {
      assertEquals(List.of(), poll("u" + i, many));
    }
    assertEquals(List.of("u0"), users(poll("another", hundred)));
    assertEquals(200, runs.present().size());
    runs.silent(NOW.plus(PollRuns.SILENCE));
    assertTrue(runs.present().isEmpty());
    for (int i = 0; i < 200; i++) {
      assertEquals(List.of(), poll("u" + i, many), "what is over takes no room");
    }
  }
}
