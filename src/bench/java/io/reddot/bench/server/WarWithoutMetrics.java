package io.reddot.bench.server;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Makes a WAR that differs from the one that ships in two classes: its counters and distributions
 * do nothing. What is left of the metrics on the way of a message is a few readings of the clock.
 * Stateless.
 */
final class WarWithoutMetrics {
  private static final Path SOURCES =
      Path.of(System.getProperty("bench.project"), "src/bench/without-metrics");

  private WarWithoutMetrics() {}

  /**
   * @param folder where it is made
   */
  static Path of(Path war, Path folder) {
    try {
      Path classes = Files.createDirectories(folder.resolve("classes"));
      compile(classes);
      Path copy = folder.resolve("reddot.war");
      Files.copy(war, copy, StandardCopyOption.REPLACE_EXISTING);
      try (FileSystem inside = FileSystems.newFileSystem(copy)) {
        for (Path changed : files(classes, ".class")) {
          Path there = inside.getPath("WEB-INF/classes", classes.relativize(changed).toString());
          if (!Files.exists(there)) {
            throw new IOException(there + " is not in the WAR");
          }
          Files.copy(changed, there, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return copy;
    } catch (IOException e) {
      throw new IllegalStateException("could not make a WAR without metrics", e);
    }
  }

  private static void compile(Path to) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--release",
                "17",
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                to.toString()));
    files(SOURCES, ".java").forEach(source -> arguments.add(source.toString()));
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IOException("the sources in " + SOURCES + " do not compile");
    }
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }
}
