package io.reddot.log.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.LogFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other users of the machine cannot read the embedded database. */
class PrivateFilesTest {
  @TempDir private Path folder;

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** Opens the log there, and asserts that its files, also those of write-ahead, are private. */
  private static void assertPrivate(Path data) throws Exception {
    FullLog log =
        new FullLog(
            Database.embedded(data), Duration.ofDays(1), 1_000, new HandClock(), Thread::new);
    try (log) {
      log.append(List.of(LogFixture.draft("a", "1")))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      try (Stream<Path> files = Files.list(data)) {
        List<Path> all = files.toList();
        assertEquals(3, all.size(), all::toString);
        for (Path file : all) {
          assertEquals("rw-------", permissions(file), file::toString);
        }
      }
    }
  }

  @Test
  void filesAndFoldersThatAreMadeArePrivate() throws Exception {
    Path data = folder.resolve("deep/data");
    assertPrivate(data);
    assertEquals("rwx------", permissions(data));
    assertEquals("rwx------", permissions(data.getParent()));
  }

  @Test
  void filesThatAnOlderVersionMadeBecomePrivateAndTheirFolderStays() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : List.of("reddot.db", "reddot.db-wal", "reddot.db-shm")) {
      Files.createFile(folder.resolve(name));
      Files.setPosixFilePermissions(
          folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
    }
    assertPrivate(folder);
    assertEquals("rwxr-xr-x", permissions(folder));
  }
}
