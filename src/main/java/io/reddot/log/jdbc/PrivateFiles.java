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
 * The embedded database's files, which hold everybody's messages: only the server's own user may
 * read them, whatever its umask. Where files have no such permissions, the folder's decide.
 * Stateless.
 */
final class PrivateFiles {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  /** What SQLite keeps beside a database. It makes them with the permissions of the database. */
  private static final List<String> BESIDE = List.of("", "-wal", "-shm", "-journal");

  private PrivateFiles() {}

  /**
   * Makes {@code folder} and the empty file {@code name} in it if they are absent, and takes the
   * file, and what is beside it, from other users. A folder that exists may be there for others,
   * too: it is left as it is.
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
      // An older version made it, or this one before.
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
