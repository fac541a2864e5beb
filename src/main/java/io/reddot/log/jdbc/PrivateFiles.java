package io.reddot.log.jdbc;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Creates the embedded database's files. They hold everybody's messages, so only the server's own
 * user may read them, whatever its umask. Where files have no POSIX permissions, those of the
 * folder decide. Stateless.
 */
final class PrivateFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  /**
   * The suffixes of a database and of the files that SQLite keeps beside it. SQLite creates those
   * with the permissions of the database.
   */
  private static final List<String> BESIDE = List.of("", "-wal", "-shm", "-journal");

  private PrivateFiles() {}

  /**
   * Creates {@code folder} and the empty file {@code name} in it if they are absent, and denies
   * other users access to the file and those beside it. An existing folder keeps its permissions,
   * because others may use it too.
   */
  static void make(Path folder, String name) throws IOException {
    Path parent = folder.toAbsolutePath();
    while (parent.getParent() != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    if (!Files.getFileStore(parent).supportsFileAttributeView("posix")) {
      Files.createDirectories(folder);
      return;
    }
    Files.createDirectories(folder, attribute(FOLDER));
    try {
      Files.createFile(folder.resolve(name), attribute(FILE));
    } catch (FileAlreadyExistsException e) {
      // This version or an older one created it before.
    }
    for (String suffix : BESIDE) {
      Path file = folder.resolve(name + suffix);
      if (Files.exists(file)) {
        Files.setPosixFilePermissions(file, FILE);
      }
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> attribute(
      Set<PosixFilePermission> permissions) {
    return PosixFilePermissions.asFileAttribute(permissions);
  }
}
