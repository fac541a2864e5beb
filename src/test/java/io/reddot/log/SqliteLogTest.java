package io.reddot.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteLogTest extends LogContract {
  @TempDir Path folder;

  @Override
  public Database database() {
    return Database.embedded(folder.resolve("made/if/absent"));
  }

  @Override
  public DataSource bare() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("made/if/absent/reddot.db"));
    assertTrue(folder.resolve("made/if/absent").toFile().mkdirs());
    return source;
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(RuntimeException.class, () -> Database.embedded(file.resolve("below")));
  }

  @Test
  void isDurableAtEachCommit() throws Exception {
    open();
    try (var connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("made/if/absent/reddot.db"));
        var row = connection.createStatement().executeQuery("PRAGMA journal_mode")) {
      assertEquals("wal", row.getString(1));
    }
    try (Database database = database();
        var connection = database.begin();
        var row = connection.createStatement().executeQuery("PRAGMA synchronous")) {
      assertEquals(2, row.getInt(1), "2 is FULL");
    }
  }
}
