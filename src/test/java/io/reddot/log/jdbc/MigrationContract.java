package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.reddot.fixture.Bounds;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.Inboxes;
import io.reddot.inbox.InboxContract;
import io.reddot.inbox.InboxStore;
import io.reddot.message.Draft;
import io.reddot.transport.mqtt.store.ShareStore;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What holds for databases that an earlier version has made. */
interface MigrationContract extends LogFixture {
  @Test
  default void aLogOfTheFirstVersionKeepsItsMessagesAndLearnsWhatIsRetained() throws Exception {
    DataSource bare = bare();
    migrate(bare, "1");
    try (Connection connection = bare.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO log (one, name, head, trimmed_to) VALUES (1, 'before', 6, 0)");
      statement.execute(
          "INSERT INTO message (position, id, topic, at, data, encoding, retain) VALUES"
              + " (1, 'i1', 'a', 0, '1', 'JSON', 1),"
              + " (2, 'i2', 'a', 0, '2', 'JSON', 1),"
              + " (3, 'i3', 'a', 0, '3', 'JSON', 0),"
              + " (4, 'i4', 'b', 0, '4', 'JSON', 1),"
              + " (5, 'i5', 'b', 0, '\"\"', 'TEXT', 1),"
              + " (6, 'i6', 'c', 0, '\"\"', 'JSON', 1)");
    }
    FullLog log = open();
    assertEquals("before", log.name());
    assertEquals(6, log.read(filters("#"), 0, 6, 9).messages().size());
    assertNull(log.at(1).properties());
    assertEquals(List.of("2", "\"\""), data(log.retained(filters("#"), "", 9)));
    assertEquals(7, get(log.append(List.of(draft("a", "7")))).get(0).cursor().position());
    assertEquals(1, get(log.sessions().open("s", false, clock().instant().plusSeconds(9))).epoch());
  }

  /** Makes a database of an earlier version. */
  default void migrate(DataSource bare, String version) {
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 9);
    Database.of(bare)
        .migrations(FullLog.projections(policy, clock()))
        .target(version)
        .load()
        .migrate();
  }

  @Test
  default void aLogOfTheSecondVersionHasItsInboxes() throws Exception {
    DataSource bare = bare();
    migrate(bare, "2");
    try (Connection connection = bare.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO log (one, name, head, trimmed_to) VALUES (1, 'before', 9, 1)");
      statement.execute(
          "INSERT INTO message (position, id, topic, at, data, encoding, retain) VALUES"
              + " (1, 'spared', 'everyone', 0, '1', 'JSON', 1),"
              + " (2, 'i2', 'everyone', 0, '2', 'JSON', 0),"
              + " (3, 'i3', 'user/Alice', 0, '3', 'JSON', 1),"
              + " (4, 'i4', 'user/Alice/x', 0, '4', 'JSON', 0),"
              + " (5, 'i5', 'User/Alice', 0, '5', 'JSON', 0),"
              + " (6, 'i6', 'group/g', 0, '6', 'JSON', 0),"
              + " (7, 'i7', 'everyone', 0, '\"\"', 'TEXT', 1),"
              + " (8, 'i8', 'group/', 0, '8', 'JSON', 0),"
              + " (9, 'i9', 'user/alice', 0, '9', 'JSON', 0)");
    }
    Inboxes.Reader reader = new Inboxes.Reader("Alice", Set.of("g"));
    assertEquals(
        List.of("i6", "i3", "i2"),
        InboxContract.ids(open(), reader, InboxStore.InboxFilter.UNREAD));
  }

  @Test
  default void aLogOpensWithoutAFeatureThatItHadBefore() throws Exception {
    FullLog full = open();
    get(full.append(List.of(draft("everyone", "1"))));
    full.close();
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 9);
    try (JdbcMessageLog bare =
        new JdbcMessageLog(Database.of(source()), policy, List.of(), clock(), Thread::new)) {
      get(bare.append(List.of(draft("everyone", "2"))));
      bare.trim();
      assertEquals(List.of("1", "2"), data(bare.read(filters("#"), 0, 2, 9).messages()));
    }
    FullLog again = open();
    assertEquals(2, again.head());
    assertEquals(1, again.inbox().unread(new Inboxes.Reader("ann", Set.of())).count());
  }

  @Test
  default void aNewLogNeedsNoFeature() throws Exception {
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 9);
    Draft draft = draft("everyone", "1");
    try (JdbcMessageLog bare =
        new JdbcMessageLog(Database.of(bare()), policy, List.of(), clock(), Thread::new)) {
      get(bare.append(List.of(draft)));
      bare.trim();
      assertEquals(List.of("1"), data(bare.read(filters("#"), 0, 1, 9).messages()));
      assertEquals(1, bare.find(draft.id(), "alice").size());
    }
  }

  /** A group was everybody's; each user who has a stored session in it has one from then on. */
  @Test
  default void aLogWhoseGroupsWereEverybodysHasThoseOfEachUser() throws Exception {
    DataSource bare = bare();
    migrate(bare, "8");
    String expired = ", 1, 0, 0, 0, '[]')";
    try (Connection connection = bare.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO log (one, name, head, trimmed_to, counter) VALUES (1, 'before', 3, 0, 9)");
      statement.execute(
          "INSERT INTO message (position, id, topic, at, data, encoding, retain, sender) VALUES"
              + " (1, 'i1', 'a', 0, '1', 'JSON', 1, 'alice'),"
              + " (2, 'i2', 'b', 0, '2', 'JSON', 1, NULL),"
              + " (3, 'i3', 'c', 0, '3', 'JSON', 0, 'bob')");
      statement.execute("INSERT INTO retained (topic, position) VALUES ('a', 1), ('b', 2)");
      statement.execute(
          "INSERT INTO session (key, epoch, expires_at, position, exact_position, state) VALUES"
              + " ('alice/a', 1, 9000000000000, 0, 0, '[]'),"
              + " ('alice/b', 2, 9000000000000, 0, 0, '[]'),"
              + " ('bob/a/b', 3, 9000000000000, 0, 0, '[]'), ('odd'"
              + expired);
      statement.execute("INSERT INTO share_node (node, beat) VALUES ('old', 7)");
      statement.execute(
          "INSERT INTO share_group (name, position) VALUES ('$share/g/a', 2), ('$share/x/a', 1),"
              + " ('sha256:0', 1)");
      statement.execute("INSERT INTO share_seat (name, node) VALUES ('$share/x/a', 'old')");
      statement.execute(
          "INSERT INTO share_member (name, session) VALUES ('$share/g/a', 'alice/a'),"
              + " ('$share/g/a', 'alice/b'), ('$share/g/a', 'bob/a/b'), ('sha256:0', 'alice/a')");
      statement.execute(
          "INSERT INTO share_message (name, position, node) VALUES ('$share/g/a', 1, 'old'),"
              + " ('$share/x/a', 1, 'old'), ('sha256:0', 1, 'old')");
    }
    FullLog log = open(new Bounds(2, 0, 1, 0, 1, 0, 0, 0, 0)); // what there is counts
    ShareStore shares = log.shares();
    for (String user : List.of("alice", "bob")) {
      String group = "user/" + user + "/$share/g/a";
      assertEquals(2, get(shares.seat(group, "n", user)), "it goes on");
      ShareStore.Take free =
          new ShareStore.Take(0, 0, List.of(), List.of(), List.of(), 9, List.of());
      assertEquals(List.of(1L), get(shares.take(group, "n", free)).freed());
      LogFixture.problem(shares.seat("user/" + user + "/$share/x/a", "n", user));
    }
    assertEquals(3, get(shares.seat("$share/g/a", "n", "carol")), "a new one");
    Instant later = clock().instant().plusSeconds(9);
    LogFixture.problem(log.sessions().open("alice/c", false, later));
    get(log.sessions().open("bob/c", false, later));
    Draft retained = draft("d", "4");
    LogFixture.problem(
        log.append(
            List.of(
                new Draft(
                    retained.id(),
                    true,
                    retained.topic(),
                    null,
                    "4",
                    retained.encoding(),
                    null,
                    true,
                    "alice",
                    null))));
  }
}
