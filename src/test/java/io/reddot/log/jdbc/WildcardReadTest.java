package io.reddot.log.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Postgres;
import io.reddot.log.MessageLog.Page;
import io.reddot.log.Sql;
import io.reddot.message.Message;
import io.reddot.message.NaiveMatcher;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Reads by wildcard return what a look at every message would, on both databases. Positions are far
 * apart, as after retention, so that pages take all ways that they have.
 */
class WildcardReadTest {
  /** Texts before and after the slash in the order of bytes, reserved ones, and empty ones. */
  private static final List<String> LEVELS =
      List.of("", "a", "b", "a!", "a-b", "a0", "A", "é", "\ud83d\udd34", "$a", "$", "%", "_", "10");

  private static Path folder;
  private static List<Database> databases = List.of();

  @BeforeContainer
  static void open() throws Exception {
    folder = Files.createTempDirectory("wildcards");
    String postgres = Postgres.shared().getJdbcUrl("postgres", Postgres.newDatabase());
    databases = List.of(Database.embedded(folder), Database.pooled(postgres));
    for (Database database : databases) {
      database.migrate(List.of());
      try (Connection connection = database.begin();
          Sql sql = new Sql(connection)) {
        sql.update("INSERT INTO log (one, name, head, trimmed_to) VALUES (1, 'log', 0, 0)");
        connection.commit();
      }
    }
  }

  @AfterContainer
  static void close() throws Exception {
    databases.forEach(Database::close);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<String> topics() {
    return levels(Arbitraries.of(LEVELS)).filter(topic -> !topic.isEmpty());
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> levels = Arbitraries.oneOf(Arbitraries.of("+"), Arbitraries.of(LEVELS));
    return Arbitraries.oneOf(
        levels(levels).filter(pattern -> !pattern.isEmpty()),
        levels(levels).map(pattern -> pattern + "/#"),
        Arbitraries.just("#"));
  }

  private static Arbitrary<String> levels(Arbitrary<String> level) {
    return level.list().ofMinSize(1).ofMaxSize(4).map(all -> String.join("/", all));
  }

  private static void insert(Sql sql, Map<Long, String> topics) throws SQLException {
    sql.batch(
        "INSERT INTO message (position, id, topic, at, data, encoding, retain)"
            + " VALUES (?, ?, ?, 0, '1', 'JSON', 0)",
        topics.entrySet(),
        one -> new Object[] {one.getKey(), "id" + one.getKey(), one.getValue()});
  }

  private static Map<Long, String> numbered(List<String> topics, long distance) {
    Map<Long, String> numbered = new TreeMap<>();
    topics.forEach(topic -> numbered.put(distance * (numbered.size() + 1), topic));
    return numbered;
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aSearchFindsTheTopicsThatMatch(
      @ForAll @Size(max = 60) List<@From("topics") String> topics,
      @ForAll @Size(min = 1, max = 4) List<@From("patterns") String> patterns)
      throws SQLException {
    List<TopicFilter> filters = patterns.stream().map(TopicFilter::new).toList();
    Set<String> expected = new TreeSet<>();
    topics.stream().filter(topic -> matches(filters, topic)).forEach(expected::add);
    filters.stream().filter(TopicFilter::exact).map(TopicFilter::pattern).forEach(expected::add);
    for (Database database : databases) {
      try (Connection connection = database.begin();
          Sql sql = new Sql(connection)) {
        insert(sql, numbered(topics, 1));
        Set<String> found = TopicSearch.find(connection, database.product(), filters);
        connection.rollback();
        assertNotNull(found);
        assertEquals(expected, new TreeSet<>(found), database.product()::name);
      }
    }
  }

  private static boolean matches(List<TopicFilter> filters, String topic) {
    return filters.stream().anyMatch(filter -> NaiveMatcher.matches(filter, new Topic(topic)));
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void pagesHaveEachMatchOnceAndInOrder(
      @ForAll @Size(min = 1, max = 60) List<@From("topics") String> topics,
      @ForAll @Size(min = 1, max = 4) List<@From("patterns") String> patterns,
      @ForAll @IntRange(min = 1, max = 20) int limit,
      @ForAll @IntRange(min = 1, max = 3_000) int distance,
      @ForAll @IntRange(max = 50_000) int after)
      throws SQLException {
    List<TopicFilter> filters = patterns.stream().map(TopicFilter::new).toList();
    Map<Long, String> messages = numbered(topics, distance);
    long head = (long) distance * topics.size() + 50_000;
    List<Long> expected =
        messages.keySet().stream()
            .filter(position -> position > after && matches(filters, messages.get(position)))
            .toList();
    for (Database database : databases) {
      commit(database, messages);
      Reader reader = new Reader(database, "log", InstantSource.system());
      List<Long> seen = new ArrayList<>();
      for (long from = after; from < head; ) {
        Page page = reader.read(filters, from, head, limit);
        assertTrue(page.through() > from && page.through() <= head, "it goes on");
        assertTrue(page.messages().size() <= limit);
        for (Message message : page.messages()) {
          assertTrue(message.position() > from && message.position() <= page.through());
          seen.add(message.position());
        }
        from = page.through();
      }
      assertEquals(expected, seen, database.product()::name);
    }
  }

  @Example
  void aRareTopicIsOnePageAwayHoweverLongTheLogIs() throws SQLException {
    Map<Long, String> messages =
        new TreeMap<>(Map.of(1L, "other", 9_999_990L, "rare/x", 9_999_999L, "other"));
    for (Database database : databases) {
      commit(database, messages);
      Page page = read(database, "+/x");
      assertEquals(List.of(9_999_990L), positions(page));
      assertEquals(10_000_000, page.through());
    }
  }

  @Example
  void aSearchReturnsAllTopicsOrNone() throws SQLException {
    List<TopicFilter> filters = List.of(new TopicFilter("a/+"), new TopicFilter("#"));
    for (int topics : List.of(TopicSearch.TOPICS - 1, TopicSearch.TOPICS, TopicSearch.TOPICS + 1)) {
      Set<String> all = new TreeSet<>();
      for (int i = 0; i < topics; i++) {
        all.add(i < 400 ? "a/" + i : i + "/b");
      }
      List<String> logged = new ArrayList<>(all);
      logged.addAll(List.of("$a/b", "$b"));
      for (Database database : databases) {
        commit(database, numbered(logged, 1));
        Set<String> found =
            database.read(connection -> TopicSearch.find(connection, database.product(), filters));
        if (found != null) {
          assertEquals(all, new TreeSet<>(found), database.product()::name);
        }
        assertEquals(topics >= TopicSearch.TOPICS, found == null, "a reserved topic counts");
      }
    }
  }

  @Example
  void aSearchGivesUpWhereTooManyTopicsMatch() throws SQLException {
    givesUp(IntStream.rangeClosed(0, TopicSearch.TOPICS).mapToObj(i -> i + "/x").toList());
  }

  @Example
  void aSearchGivesUpAfterTooManyLeaps() throws SQLException {
    givesUp(IntStream.rangeClosed(0, TopicSearch.LEAPS).mapToObj(i -> i + "/y").toList());
  }

  /** The page then ends with its window, and the next one goes on. */
  private static void givesUp(List<String> topics) throws SQLException {
    List<TopicFilter> filters = List.of(new TopicFilter("+/x"));
    Map<Long, String> messages =
        IntStream.range(0, topics.size())
            .boxed()
            .collect(Collectors.toMap(i -> i + 1L, topics::get));
    for (Database database : databases) {
      commit(database, messages);
      assertNull(
          database.read(connection -> TopicSearch.find(connection, database.product(), filters)),
          database.product()::name);
      assertEquals(Reader.WINDOW, read(database, "+/x").through());
    }
  }

  private static void commit(Database database, Map<Long, String> messages) throws SQLException {
    try (Connection connection = database.begin();
        Sql sql = new Sql(connection)) {
      sql.update("DELETE FROM message");
      insert(sql, messages);
      connection.commit();
    }
  }

  private static Page read(Database database, String pattern) {
    return new Reader(database, "log", InstantSource.system())
        .read(List.of(new TopicFilter(pattern)), 0, 10_000_000, 1_000);
  }

  private static List<Long> positions(Page page) {
    return page.messages().stream().map(Message::position).toList();
  }
}
