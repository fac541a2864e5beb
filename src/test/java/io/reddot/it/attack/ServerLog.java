package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the server says in its log, which an attacker may neither fill nor forge. For one thread.
 */
final class ServerLog {
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

  /** Where the next entry begins: Payara's, WildFly's. */
  private static final Pattern ENTRY =
      Pattern.compile("(?m)^(?=\\[20\\d\\d-|\\d\\d:\\d\\d:\\d\\d,)");

  /** A failure, or anything with a stack. */
  private static final Pattern ALARM =
      Pattern.compile("(?m)\\[SEVERE]|^[\\d:,]+ (ERROR|FATAL)|^\\s+at [\\w.$/]+\\(");

  /** What containers say of requests that never came to us is theirs. */
  private static final Pattern OURS = Pattern.compile("\\bio\\.reddot\\.");

  /** Nor have we a say in what Payara and its Jersey say of a client that left while answered. */
  private static final Pattern LEFT =
      Pattern.compile(
          "(Exception processing ErrorPage\\[errorCode=0, location=/error]|Error while closing the"
              + " output stream in order to commit response\\.)\\R(java\\.io\\.UncheckedIOException:"
              + " )?java\\.io\\.IOException: (Connection is closed|Broken pipe|Connection reset)");

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
    byte[] since = Arrays.copyOfRange(all, (int) Math.min(mark, all.length), all.length);
    return COLOURS.matcher(new String(since, StandardCharsets.UTF_8)).replaceAll("");
  }

  /** Since the mark nothing went wrong in what is ours. */
  void assertCalm() throws IOException {
    List<String> alarms =
        ENTRY
            .splitAsStream(said())
            .filter(entry -> ALARM.matcher(entry).find() && OURS.matcher(entry).find())
            .filter(entry -> !LEFT.matcher(entry).find())
            .map(entry -> entry.substring(0, Math.min(4_000, entry.length())))
            .limit(5)
            .toList();
    assertEquals(List.of(), alarms, "in the server's log");
  }
}
