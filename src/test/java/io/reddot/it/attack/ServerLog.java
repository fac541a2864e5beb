package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the server says in its log, which an attacker may neither fill nor forge. For one thread.
 */
final class ServerLog {
  /** A failure that nobody expected, or its stack. */
  private static final Pattern ALARM =
      Pattern.compile(
          "\\[SEVERE]|\\bERROR\\b|^\\s+at [\\w.$/]+\\(|^Caused by: |^[\\w.]+Exception\\b");

  private final Path file;
  private long mark;

  ServerLog(Path file) throws IOException {
    this.file = file;
    mark();
  }

  /** What was said so far is no concern any more. */
  void mark() throws IOException {
    mark = Files.size(file);
  }

  /** What was said since the mark. */
  String said() throws IOException {
    byte[] all = Files.readAllBytes(file);
    return new String(
        Arrays.copyOfRange(all, (int) Math.min(mark, all.length), all.length),
        StandardCharsets.UTF_8);
  }

  /** Nothing unexpected was logged since the mark. */
  void assertCalm() throws IOException {
    List<String> alarms = new ArrayList<>();
    said().lines().filter(line -> ALARM.matcher(line).find()).limit(20).forEach(alarms::add);
    assertEquals(List.of(), alarms, "in the server's log");
  }
}
