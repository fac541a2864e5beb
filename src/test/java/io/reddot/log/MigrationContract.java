package io.reddot.log;

import static io.reddot.log.LogContract.data;
import static io.reddot.log.LogContract.draft;
import static io.reddot.log.LogContract.filters;
import static io.reddot.log.LogContract.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What holds for databases that an earlier version has made. */
interface MigrationContract extends LogFixture {
  @Test
  default void aLogOfTheFirstVersionKeepsItsMessagesAndLearnsWhatIsRetained() throws Exception {
    DataSource bare = bare();
    Database.migrations(bare, product(bare)).target("1").load().migrate();
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
    MessageLog log = open();
    assertEquals("before", log.name());
    assertEquals(6, log.read(filters("#"), 0, 6, 9).messages().size());
    assertNull(log.at(1).properties());
    assertEquals(List.of("2", "\"\""), data(log.retained(filters("#"), "", 9)));
    assertEquals(7, get(log.append(List.of(draft("a", "7")))).get(0).cursor().position());
    assertEquals(1, get(log.sessions().open("s", false, clock().instant().plusSeconds(9))).epoch());
  }

  private static Database.Product product(DataSource source) throws Exception {
    try (Connection connection = source.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("SQLite")
          ? Database.Product.SQLITE
          : Database.Product.POSTGRESQL;
    }
  }

  @Test
  default void aLogOfTheSecondVersionHasItsInboxes() throws Exception {
    DataSource bare = bare();
    Database.migrations(bare, product(bare)).target("2").load().migrate();
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
    InboxStore.InboxReader reader = new InboxStore.InboxReader("Alice", Set.of("g"));
    assertEquals(
        List.of("i6", "i3", "i2"),
        InboxContract.ids(open(), reader, InboxStore.InboxFilter.UNREAD));
  }
}
