package io.reddot.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Prints, when a test has failed, what its servers logged meanwhile. JUnit registers it for all
 * tests. Thread-safe: a class runs on one thread, which is how its servers are known.
 */
public final class ServerLogs implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private static final int LINES = 60;
  private static final int BYTES = 200_000;

  /** Where in each log the test began. */
  private static final ThreadLocal<Map<Path, Long>> USED = ThreadLocal.withInitial(HashMap::new);

  /** Notes that the calling thread's test has to do with a server. */
  public static void used(Path log) {
    USED.get().computeIfAbsent(log, ServerLogs::size);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (context.getRequiredTestClass().getEnclosingClass() == null) {
      USED.get().clear();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    USED.get().replaceAll((log, began) -> size(log));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      String test =
          context.getRequiredTestClass().getSimpleName() + ", " + context.getDisplayName();
      USED.get().forEach((log, began) -> System.err.println(test + ": " + tail(log, began)));
    }
  }

  /** The last lines that a log has got since it had so many bytes. */
  static String tail(Path log, long began) {
    List<String> lines = since(log, began).lines().toList();
    int from = Math.max(0, lines.size() - LINES);
    return "%s since byte %d%s:%n%s"
        .formatted(
            log,
            began,
            from == 0 ? "" : ", the last " + LINES + " of " + lines.size() + " lines",
            String.join("\n", lines.subList(from, lines.size())));
  }

  /** What a log has got since then, or the end of it. */
  static String since(Path log, long began) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long end = file.length();
      long from = Math.max(Math.min(began, end), end - BYTES);
      byte[] said = new byte[(int) (end - from)];
      file.seek(from);
      file.readFully(said);
      return new String(said, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // not there yet, or it is being begun
    }
  }

  private static long size(Path log) {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
