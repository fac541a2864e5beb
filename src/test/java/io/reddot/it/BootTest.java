package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private int attempts;

  @TempDir Path folder;

  private void boot(int failures) throws Exception {
    Boot.Attempt attempt =
        () -> {
          attempts++;
          if (attempts <= failures) {
            throw new AssertionError("policy provider " + attempts);
          }
        };
    Boot.atMostTwice(
        new PrintStream(errors, true, StandardCharsets.UTF_8), "the server", attempt, attempt);
  }

  private String said() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aServerThatBootsIsStartedOnceAndNothingIsPrinted() throws Exception {
    boot(0);
    assertEquals(1, attempts);
    assertEquals("", said());
  }

  @Test
  void aServerThatDoesNotBootIsStartedOnceMoreAndALineTellsOfIt() throws Exception {
    boot(1);
    assertEquals(2, attempts);
    assertEquals(
        "RETRY: the server did not boot, it is started once more."
            + " java.lang.AssertionError: policy provider 1",
        said().strip());
  }

  @Test
  void aSecondFailureIsTheTests() {
    AssertionError failure = assertThrows(AssertionError.class, () -> boot(9));
    assertEquals(2, attempts);
    assertEquals("policy provider 2", failure.getMessage());
    assertEquals("policy provider 1", failure.getSuppressed()[0].getMessage());
    assertEquals(1, failure.getSuppressed().length);
  }

  @Test
  void aFailedTestShowsWhatItsServerLoggedMeanwhile() throws Exception {
    Path log = folder.resolve("server.log");
    Files.writeString(log, "of the test before\n");
    long began = Files.size(log);
    Files.writeString(log, "of the test before\nof this one\nstack\n");
    assertEquals(
        log + " since byte " + began + ":" + System.lineSeparator() + "of this one\nstack",
        ServerLogs.tail(log, began));
  }

  @Test
  void aLongLogIsCutToItsLastLines() throws Exception {
    Path log = folder.resolve("server.log");
    Files.writeString(log, "line\n".repeat(500) + "the last\n");
    String tail = ServerLogs.tail(log, 0);
    assertEquals(61, tail.lines().count(), tail);
    assertEquals("the last", tail.lines().reduce((one, next) -> next).orElseThrow());
  }

  @Test
  void noPortIsHandedOutTwice() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      assertTrue(ports.add(Ports.next()));
    }
  }
}
