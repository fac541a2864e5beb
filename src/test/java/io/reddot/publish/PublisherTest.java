package io.reddot.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.access.Caller;
import io.reddot.access.SwitchedRevocations;
import io.reddot.access.Validity;
import io.reddot.access.limit.Limits;
import io.reddot.config.Settings;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.publish.Acceptance.Scheduled;
import io.reddot.publish.Acceptance.Stored;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PublisherTest {
  private static final Settings ONE_A_SECOND =
      Settings.of(
          name ->
              name.equals("reddot.limit.user.publishes-per-second")
                  ? Optional.of("1")
                  : Optional.empty());

  private static final Caller ALICE =
      Caller.of(
              "alice",
              Set.of(),
              List.of(),
              List.of(new TopicFilter("a/#")),
              Validity.until(Instant.MAX))
          .at("192.0.2.1");

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private FullLog log;
  private Publisher publisher;
  private final SwitchedRevocations revocations = new SwitchedRevocations();

  @BeforeEach
  void open() {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 1_000, clock, Thread::new);
    publisher = new Publisher(log, new Limits(ONE_A_SECOND), revocations, ONE_A_SECOND);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static Submission to(String topic, @Nullable String event, String data) {
    return Submission.now(
        new Draft(
            topic + data,
            true,
            new Topic(topic),
            event,
            data,
            Encoding.JSON,
            null,
            false,
            "alice",
            null));
  }

  private static Submission to(String topic) {
    return to(topic, null, "1");
  }

  private static List<Acceptance> get(CompletionStage<List<Acceptance>> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static int refused(Supplier<?> call) {
    return assertThrows(Problem.class, call::get).status();
  }

  @Test
  void publishesNowAndLaterInOneCall() throws Exception {
    Submission later = new Submission(to("a/later").draft(), clock.instant().plusSeconds(60));
    List<Acceptance> all = get(publisher.publish(ALICE, List.of(to("a/now"), later)));
    assertEquals(log.cursor(1), assertInstanceOf(Stored.class, all.get(0)).cursor());
    assertEquals(later.sendAt(), assertInstanceOf(Scheduled.class, all.get(1)).sendAt());
    assertEquals(
        log.cursor(2),
        ((Stored) get(publisher.publish(ALICE, List.of(to("a/x")))).get(0)).cursor());
    assertEquals(List.of(), get(publisher.publish(ALICE, List.of())));
  }

  @Test
  void storesNothingIfOneMessageIsRefused() {
    assertEquals(403, refused(() -> publisher.publish(ALICE, List.of(to("a/1"), to("b")))));
    assertEquals(
        400, refused(() -> publisher.publish(ALICE, List.of(to("a/1"), to("a/2", "$x", "1")))));
    List<Submission> tooMany = Collections.nCopies(Publisher.MAX_MESSAGES + 1, to("a/1"));
    assertEquals(400, refused(() -> publisher.readmit(ALICE, tooMany)));
    revocations.revokeAll(true);
    assertEquals(401, refused(() -> publisher.publish(ALICE, List.of(to("a/1")))));
    assertEquals(0, log.head());
  }

  @Test
  void cleansRichText() throws Exception {
    String data = "{\"html\":\"<b>x</b><script>y</script>\"}";
    get(publisher.publish(ALICE, List.of(to("a", null, data))));
    assertEquals("{\"html\":\"<b>x</b>\"}", log.at(1).data());
  }

  @Test
  void chargesWhatItRefuses() {
    Submission forbidden = to("b");
    assertEquals(429, firstOther(403, () -> publisher.admit(ALICE, List.of(forbidden))));
  }

  @Test
  void chargesWhatCannotBeParsed() {
    Supplier<Submission> parser =
        () -> {
          throw Problem.badRequest("no JSON");
        };
    assertEquals(429, firstOther(400, () -> publisher.parse(ALICE, 9, parser)));
  }

  /** The first status other than {@code usual}. */
  private static int firstOther(int usual, Supplier<?> call) {
    int status = usual;
    for (int i = 0; i < 10_000 && status == usual; i++) {
      status = refused(call);
    }
    return status;
  }

  @Test
  void chargesAMessageThatIsSentAgainOnceAndChecksItEachTime() {
    List<Submission> many = Collections.nCopies(500, to("a/1"));
    int charged = 0;
    try {
      for (; charged < 100; charged++) {
        publisher.admit(ALICE, many);
      }
    } catch (Problem tooMany) {
      assertEquals(429, tooMany.status());
    }
    assertEquals(500, publisher.readmit(ALICE, many).drafts().size());
    assertEquals(429, refused(() -> publisher.admit(ALICE, many)));
    assertEquals(403, refused(() -> publisher.readmit(ALICE, List.of(to("b")))));
    revocations.revokeAll(true);
    assertEquals(401, refused(() -> publisher.readmit(ALICE, many)));
  }
}
