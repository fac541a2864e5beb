package io.reddot.publish;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.reddot.admission.AdmissionStore;
import io.reddot.admission.AdmissionStore.Kind;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.publish.ScheduleStore.Place;
import io.reddot.publish.ScheduleStore.Waiting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for scheduled messages of users who are disconnected, and of revoked tokens. */
public interface HeldContract extends LogFixture {
  private Submission in(int seconds, String sender, String id) {
    Draft draft =
        new Draft(id, true, new Topic("a"), null, "1", Encoding.JSON, null, false, sender, null);
    return new Submission(draft, clock().instant().plusSeconds(seconds));
  }

  private void accept(FullLog log, @Nullable String token, Submission... all) throws Exception {
    get(log.schedule().accept(List.of(all), token, 99));
  }

  private int revoke(FullLog log, Kind kind, String name) throws Exception {
    return get(log.admission()
            .revoke(kind, name, clock().instant().plus(Duration.ofDays(1)), "root"))
        .held();
  }

  private static List<String> held(FullLog log, @Nullable String sender) {
    return log.schedule().list(sender, Place.START, 99).stream()
        .filter(Waiting::held)
        .map(waiting -> waiting.draft().id())
        .toList();
  }

  private static List<String> sent(FullLog log) {
    return log.read(LogFixture.filters("a"), 0, log.head(), 99).messages().stream()
        .map(Message::id)
        .toList();
  }

  @Test
  default void whatADisconnectedUserHasScheduledIsHeldBackUntilItIsReleased() throws Exception {
    FullLog log = open();
    accept(log, null, in(5, "eve", "1"), in(6, "bob", "2"), in(20, "eve", "3"));
    assertEquals(2, revoke(log, Kind.USER, "eve"));
    assertEquals(0, revoke(log, Kind.USER, "eve"), "they are held already");
    assertEquals(List.of("1", "3"), held(log, null));
    accept(log, null, in(7, "eve", "4")); // with a new token
    clock().turn(Duration.ofSeconds(10));
    assertEquals(2, get(log.schedule().sendDue()));
    assertEquals(List.of("2", "4"), sent(log));
    assertNull(log.schedule().next(), "what is held is not waited for");
    log.close();
    FullLog again = open();
    assertEquals(0, get(again.schedule().sendDue()), "also after a restart");
    assertEquals(404, problem(again.schedule().release("eve", "2")).status());
    assertEquals(1, get(again.schedule().release("eve", "1")));
    assertEquals(1, get(again.schedule().sendDue()));
    assertEquals(List.of("2", "4", "1"), sent(again));
    assertEquals(1, get(again.schedule().release("eve", null)));
    assertEquals(List.of(), held(again, "eve"));
    clock().turn(Duration.ofSeconds(20));
    assertEquals(1, get(again.schedule().sendDue()));
  }

  @Test
  default void whatWasScheduledWithARevokedTokenIsHeldBackAndCanBeCancelled() throws Exception {
    FullLog log = open();
    accept(log, "t1", in(5, "eve", "1"), in(6, "eve", "2"));
    accept(log, "t2", in(7, "eve", "3"));
    assertEquals(2, revoke(log, Kind.TOKEN, "t1"));
    assertEquals(List.of("1", "2"), held(log, "eve"));
    get(log.schedule().cancel("1", "eve"));
    assertEquals(1, get(log.schedule().cancelHeld("eve")));
    assertEquals(0, get(log.schedule().cancelHeld("eve")));
    clock().turn(Duration.ofSeconds(10));
    get(log.schedule().sendDue());
    assertEquals(List.of("3"), sent(log));
  }

  @Test
  default void whatIsHeldIsForgottenWithTheMessagesOfItsTime() throws Exception {
    FullLog log = open(Duration.ofHours(1), 99);
    accept(log, null, in(60, "eve", "1"));
    revoke(log, Kind.USER, "eve");
    clock().turn(Duration.ofMinutes(60));
    log.trim();
    assertEquals(List.of("1"), held(log, "eve"));
    clock().turn(Duration.ofMinutes(2));
    log.trim();
    assertEquals(List.of(), held(log, "eve"));
  }

  @Test
  default void revocationsThatAreOverDoNotCount() throws Exception {
    FullLog log = open();
    try (var connection = source().getConnection();
        var insert =
            connection.prepareStatement(
                "INSERT INTO revocation (kind, name, at, until) VALUES ('TOKEN', ?, 0, 1)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < AdmissionStore.MAX_REVOCATIONS; i++) {
        insert.setString(1, "over-" + i);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
    assertEquals(0, revoke(log, Kind.TOKEN, "one-more"));
  }
}
