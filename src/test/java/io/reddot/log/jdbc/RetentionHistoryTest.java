package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.MessageLog;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whoever publishes, marks and recalls in whatever order: a reader that is not told of trimming has
 * everything, positions have no gaps, and nobody loses messages for another's flood.
 */
class RetentionHistoryTest {
  private static final RetentionPolicy POLICY =
      new RetentionPolicy(Duration.ofHours(10), 30, 10, 10);
  private static final List<String> USERS = List.of("alice", "bob", "bob", "eve", "eve", "eve");
  private static final List<String> TOPICS =
      List.of("a", "a/b", "a/c", "b/c", "everyone", "user/bob", "$inbox/x");
  private static final List<List<String>> FILTERS =
      List.of(
          List.of("#"),
          List.of("a"),
          List.of("a/#"),
          List.of("a/+", "everyone"),
          List.of("+/c"),
          List.of("b/c", "user/bob"),
          List.of("user/+"),
          List.of("nothing"));

  /** What may happen. */
  enum Act {
    PUBLISH,
    TELL,
    RECALL,
    TRIM,
    LATER,
    READ
  }

  /**
   * One thing that happens.
   *
   * @param one picks the user or the filters
   * @param other picks the topic, the number or the position
   */
  record Step(Act act, int one, int other) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(30, Act.PUBLISH),
            Tuple.of(10, Act.TELL),
            Tuple.of(5, Act.RECALL),
            Tuple.of(10, Act.TRIM),
            Tuple.of(1, Act.LATER),
            Tuple.of(20, Act.READ));
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 9_999);
    return Combinators.combine(acts, numbers, numbers)
        .as(Step::new)
        .list()
        .ofMinSize(40)
        .ofMaxSize(150);
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void aReaderThatIsNotToldOfTrimmingLacksNothing(@ForAll("histories") List<Step> history)
      throws Exception {
    Path folder = Files.createTempDirectory("retention-history");
    HandClock clock = new HandClock();
    try (FullLog log = new FullLog(Database.embedded(folder), POLICY, clock, Thread::new)) {
      History run = new History(log, clock);
      for (Step step : history) {
        run.take(step);
      }
      for (int filters = 0; filters < FILTERS.size(); filters++) {
        for (long after = 0; after <= log.head(); after++) {
          run.read(FILTERS.get(filters), after);
        }
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          delete(file);
        }
      }
    }
  }

  private static void delete(Path file) throws IOException {
    Files.delete(file);
  }

  /** The log's life, with everything that was ever appended beside it. */
  private static final class History {
    private final FullLog log;
    private final HandClock clock;
    private final List<Message> all = new ArrayList<>();

    History(FullLog log, HandClock clock) {
      this.log = log;
      this.clock = clock;
    }

    void take(Step step) throws Exception {
      String user = USERS.get(step.one % USERS.size());
      switch (step.act) {
        case PUBLISH -> publish(user, step.other);
        case TELL -> get(log.append(new SessionRenewed("s", "{}"), user));
        case RECALL -> recall(step.other, user);
        case TRIM -> trim();
        case LATER -> clock.turn(Duration.ofHours(4));
        case READ -> read(FILTERS.get(step.one % FILTERS.size()), step.other % (log.head() + 1));
      }
      follow();
    }

    private void publish(String user, int number) throws Exception {
      List<Draft> drafts = new ArrayList<>();
      for (int i = 0; i <= number % 5; i++) {
        Topic topic = new Topic(TOPICS.get((number + i) % (TOPICS.size() - 1)));
        String id = "m" + (all.size() + i);
        drafts.add(new Draft(id, true, topic, null, "1", Encoding.JSON, null, false, user, null));
      }
      get(log.append(drafts));
    }

    private void recall(int number, String user) throws Exception {
      if (!all.isEmpty()) {
        Message one = all.get(number % all.size());
        try {
          get(log.recall(one.id(), found -> true, user));
          all.set(all.indexOf(one), gone(one));
        } catch (java.util.concurrent.ExecutionException none) {
          // trimmed, recalled already, or an event of the server
        }
      }
    }

    /** A recalled message is nobody's any more; its place stays. */
    private static Message gone(Message one) {
      return new Message(
          one.cursor(),
          one.id(),
          new Topic("$gone"),
          null,
          one.at(),
          one.data(),
          one.encoding(),
          null,
          false,
          one.sender(),
          null);
    }

    /** Reads what was appended right behind it, before anything can trim it. */
    private void follow() {
      List<Message> fresh = log.readAll(all.size(), log.head(), 9_999).messages();
      for (Message message : fresh) {
        assertEquals(all.size() + 1, message.position(), "positions have no gaps");
        all.add(message);
      }
      assertEquals(log.head(), all.size());
    }

    private void trim() {
      Map<String, Long> before = kept();
      long floor = log.floor();
      log.trim();
      Map<String, Long> after = kept();
      long most = after.values().stream().mapToLong(Long::longValue).max().orElse(0);
      assertTrue(
          after.values().stream().mapToLong(Long::longValue).sum() <= POLICY.messages(),
          "the bound holds");
      long share = POLICY.share(Kept.Kind.MESSAGE);
      boolean young = all.isEmpty() || clock.instant().isBefore(all.get(0).at().plus(POLICY.age()));
      before.forEach(
          (user, had) ->
              assertTrue(
                  !young || most <= share || after.getOrDefault(user, 0L) >= Math.min(had, share),
                  () -> user + " had " + had + ", has " + after + " behind " + floor));
    }

    private Map<String, Long> kept() {
      Map<String, Long> kept = new HashMap<>();
      for (Message message : log.readAll(0, log.head(), 9_999).messages()) {
        if (Kept.Kind.of(message) == Kept.Kind.MESSAGE) {
          kept.merge(String.valueOf(message.sender()), 1L, Long::sum);
        }
      }
      return kept;
    }

    void read(List<String> patterns, long after) {
      List<TopicFilter> filters = patterns.stream().map(TopicFilter::new).toList();
      List<Long> read = new ArrayList<>();
      boolean trimmed = false;
      long position = after;
      while (position < log.head()) {
        MessageLog.Page page = log.read(filters, position, log.head(), 7);
        trimmed |= page.trimmed();
        page.messages().forEach(message -> read.add(message.position()));
        position = page.through();
      }
      if (!trimmed) {
        List<Long> wanted =
            all.stream()
                .filter(message -> message.position() > after)
                .filter(message -> filters.stream().anyMatch(one -> one.matches(message.topic())))
                .map(Message::position)
                .toList();
        assertEquals(wanted, read, () -> patterns + " after " + after);
      }
    }
  }
}
