package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.inbox.InboxStore.InboxEntry;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.InboxPage;
import io.reddot.inbox.InboxStore.InboxQuery;
import io.reddot.inbox.InboxStore.Marked;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.inbox.NaiveInbox.Letter;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Draft;
import io.reddot.message.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever happens, in whatever order: each user's count is what listing counts, and both are what
 * a naive model says; what changes nothing is not told, what changes something is told once.
 */
class InboxHistoryTest {
  private static final List<String> USERS = List.of("alice", "bob", "eve");
  private static final List<String> TOPICS =
      List.of(
          "everyone",
          "everyone",
          "user/alice",
          "user/alice",
          "user/bob",
          "group/staff",
          "group/g",
          "group/h",
          "other");
  private static final int KEPT = 40;

  /** What may happen. */
  enum Act {
    PUBLISH,
    READ,
    UNREAD,
    ARCHIVE,
    UNARCHIVE,
    READ_UP_TO,
    READ_ALL,
    SEEN,
    RECALL,
    EXPIRE,
    JOIN,
    LEAVE,
    TRIM,
    REOPEN,
    CRASH
  }

  /**
   * One thing that happens.
   *
   * @param one picks the user, the topic or the group
   * @param other picks the messages, the position or the time
   */
  record Step(Act act, int one, int other) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Act> acts =
        Arbitraries.frequency(
            Tuple.of(30, Act.PUBLISH),
            Tuple.of(12, Act.READ),
            Tuple.of(8, Act.UNREAD),
            Tuple.of(6, Act.ARCHIVE),
            Tuple.of(4, Act.UNARCHIVE),
            Tuple.of(6, Act.READ_UP_TO),
            Tuple.of(3, Act.READ_ALL),
            Tuple.of(5, Act.SEEN),
            Tuple.of(5, Act.RECALL),
            Tuple.of(5, Act.EXPIRE),
            Tuple.of(7, Act.JOIN),
            Tuple.of(4, Act.LEAVE),
            Tuple.of(3, Act.TRIM),
            Tuple.of(1, Act.REOPEN),
            Tuple.of(2, Act.CRASH));
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 999);
    return Combinators.combine(acts, numbers, numbers)
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(120);
  }

  @Property(tries = 30, edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
  void theCountIsWhatListingCountsAndWhatANaiveModelSays(@ForAll("histories") List<Step> history)
      throws Exception {
    Path folder = Files.createTempDirectory("inbox-history");
    try (History run = new History(folder)) {
      for (Step step : history) {
        run.take(step);
        run.check();
      }
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** One database's life, and the model's beside it. */
  private static final class History implements AutoCloseable {
    private final HandClock clock = new HandClock();
    private final NaiveInbox model = new NaiveInbox();
    private final Path root;
    private int folders;
    private Path folder;
    private FullLog log;
    private int published;

    /** Where the log must end. */
    private long head;

    History(Path root) {
      this.root = root;
      this.folder = root.resolve("0");
      this.log = open();
    }

    private FullLog open() {
      return new FullLog(Database.embedded(folder), Duration.ofDays(99), KEPT, clock, Thread::new);
    }

    void take(Step step) throws Exception {
      String user = USERS.get(step.one % USERS.size());
      String group = "gh".charAt(step.other % 2) + "";
      switch (step.act) {
        case PUBLISH -> publish(TOPICS.get(step.one % TOPICS.size()), step.other);
        case READ -> mark(user, Mark.READ, step.other);
        case UNREAD -> mark(user, Mark.UNREAD, step.other);
        case ARCHIVE -> mark(user, Mark.ARCHIVE, step.other);
        case UNARCHIVE -> mark(user, Mark.UNARCHIVE, step.other);
        case READ_UP_TO -> readUpTo(user, log.floor() + step.other % (KEPT + 20));
        case READ_ALL -> readUpTo(user, Long.MAX_VALUE);
        case SEEN -> seen(user, step.other);
        case RECALL -> recall(step.other);
        case EXPIRE -> expire(step.other);
        case JOIN -> {
          get(log.inbox().join(group, user, "root"));
          head += model.join(user, group, head + 1) ? 1 : 0;
        }
        case LEAVE -> {
          get(log.inbox().leave(group, user, "root"));
          head += model.leave(user, group) ? 1 : 0;
        }
        case TRIM -> trim(step.other);
        case REOPEN -> {
          log.close();
          log = open();
        }
        case CRASH -> crash();
      }
    }

    private void publish(String topic, int number) throws Exception {
      List<Draft> drafts = new ArrayList<>();
      for (int i = 0; i <= number % 3; i++) {
        Instant expires = number % 4 == 0 ? clock.instant().plusSeconds(1 + number % 9) : null;
        String id = "m" + published++;
        String event = number % 2 == 0 ? "even" : null;
        String collapse = number % 5 < 2 ? "key" + number % 3 : null;
        drafts.add(InboxContract.draft(topic, id, event, expires, collapse));
        head++;
        if (!topic.equals("other")) {
          Long millis = expires == null ? null : expires.toEpochMilli();
          model.letters.add(new Letter(id, topic, "" + event, head, millis, collapse));
        }
      }
      get(log.append(drafts));
    }

    /** One to three messages that stand together, mostly in the user's inbox. */
    private void mark(String user, Mark kind, int number) throws Exception {
      List<Letter> all = new ArrayList<>(model.letters);
      if (number % 8 > 0) {
        all.removeIf(letter -> !shown(user, letter));
      }
      if (all.isEmpty()) {
        return;
      }
      int from = number / 24 % all.size();
      List<Letter> which = all.subList(from, Math.min(all.size(), from + 1 + number / 8 % 3));
      Marking marking = Marking.of(kind, which.stream().map(Letter::id).toList());
      List<Letter> seen = which.stream().filter(letter -> shown(user, letter)).toList();
      if (!seen.isEmpty()) {
        head += model.mark(user, kind, seen) ? 1 : 0;
        Marked answer = get(log.inbox().mark(reader(user), marking));
        assertEquals(log.inbox().unread(reader(user)).count(), answer.unread().count());
        assertEquals(which.size() - seen.size(), answer.missing().size());
      } else {
        assertEquals(404, problem(log.inbox().mark(reader(user), marking)).status());
      }
    }

    private boolean shown(String user, Letter letter) {
      return model.sees(user, letter) && model.newest(letter);
    }

    private void seen(String user, int number) throws Exception {
      long position = Math.min(log.head(), log.floor() + number % (KEPT + 20));
      head += model.seenUpTo(user, position) ? 1 : 0;
      Marked answer = get(log.inbox().mark(reader(user), Marking.seenUpTo(position)));
      assertEquals(model.unseen(user), answer.unread().unseen());
    }

    private void readUpTo(String user, long position) throws Exception {
      head += model.readUpTo(user, position) ? 1 : 0;
      get(log.inbox().mark(reader(user), Marking.readUpTo(position)));
    }

    private void recall(int number) throws Exception {
      if (!model.letters.isEmpty()) {
        Letter letter = model.letters.get(number % model.letters.size());
        if (letter.expires() != null && letter.expires() <= clock.millis()) {
          assertEquals(404, problem(log.recall(letter.id(), f -> true, "x")).status());
        } else {
          get(log.recall(letter.id(), f -> true, "x"));
          model.remove(List.of(letter));
          head++;
        }
      }
    }

    private void expire(int seconds) {
      clock.turn(Duration.ofSeconds(seconds % 7));
      if (seconds % 5 > 0) {
        log.expire();
        head += model.expire(clock.millis()).isEmpty() ? 0 : 1;
      }
    }

    private void trim(int number) throws SQLException {
      if (number % 4 == 0) {
        clock.turn(Duration.ofHours(2)); // the rows of messages that expired before are deleted
      }
      head += model.expire(clock.millis()).isEmpty() ? 0 : 1;
      log.trim();
      head += model.trim(kept()).isEmpty() ? 0 : 1;
    }

    private Set<Long> kept() throws SQLException {
      Set<Long> kept = new HashSet<>();
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("reddot.db"));
          ResultSet rows =
              connection.createStatement().executeQuery("SELECT position FROM message")) {
        while (rows.next()) {
          kept.add(rows.getLong(1));
        }
      }
      return kept;
    }

    /** What is on the disk at this moment is what the next one finds. */
    private void crash() throws IOException {
      Path next = root.resolve("" + ++folders);
      Files.createDirectories(next);
      for (String file : List.of("reddot.db", "reddot.db-wal")) {
        if (Files.exists(folder.resolve(file))) {
          Files.copy(folder.resolve(file), next.resolve(file));
        }
      }
      log.close();
      folder = next;
      log = open();
    }

    void check() {
      assertEquals(head, log.head());
      for (String user : USERS) {
        Unread unread = log.inbox().unread(reader(user));
        assertEquals(head, unread.position());
        adopt(user);
        for (InboxFilter filter : InboxFilter.values()) {
          assertEquals(model.list(user, filter), list(user, filter, unread), user + " " + filter);
        }
        assertEquals(model.list(user, InboxFilter.UNREAD).size(), unread.count(), user);
        assertEquals(model.unseen(user), unread.unseen(), user);
      }
      model.returned.clear();
    }

    private void adopt(String user) {
      for (InboxFilter filter : List.of(InboxFilter.ALL, InboxFilter.ARCHIVED)) {
        for (InboxEntry entry :
            log.inbox()
                .list(reader(user), new InboxQuery(filter, null, null, Long.MAX_VALUE, 200))
                .entries()) {
          if (entry.read() && model.returned.contains(entry.message().id())) {
            model.adopt(user, entry.message().id());
          }
        }
      }
    }

    private List<String> list(String user, InboxFilter filter, Unread unread) {
      List<String> lines = new ArrayList<>();
      long before = Long.MAX_VALUE;
      InboxPage page;
      do {
        page = log.inbox().list(reader(user), new InboxQuery(filter, null, null, before, 7));
        assertEquals(unread, page.unread());
        for (InboxEntry entry : page.entries()) {
          assertTrue(entry.message().position() < before);
          before = entry.message().position();
          lines.add(line(entry));
        }
      } while (page.more());
      return lines;
    }

    private static String line(InboxEntry entry) {
      return NaiveInbox.line(
          entry.message().id(), entry.read(), entry.seen(), entry.archived(), entry.collapsed());
    }

    private static Reader reader(String user) {
      return new Reader(user, Set.of(NaiveInbox.USERS.get(user)));
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
