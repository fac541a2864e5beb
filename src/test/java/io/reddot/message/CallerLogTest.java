package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class CallerLogTest {
  private static final int MOST = 10;
  private long now = 42;
  private final CallerLog log = new CallerLog(MOST, () -> now);
  private final List<String> lines = new ArrayList<>();

  private final Logger logger =
      new Logger() {
        @Override
        public String getName() {
          return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
          return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
          lines.add(level + " " + text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
          lines.add(level + " " + format);
        }
      };

  private void refused(String caller) {
    log.log(logger, Level.INFO, "refused", caller, "You may not.");
  }

  private void pass(long seconds) {
    now += seconds * 1_000_000_000;
  }

  @Test
  void saysEachKindOnceAMinuteForACallerAndHowManyMoreThereWere() {
    for (int i = 0; i < 5_000; i++) {
      refused("mallory");
    }
    refused("alice");
    log.log(logger, Level.WARNING, "other", "mallory", "Another thing.");
    assertEquals(
        List.of(
            "INFO refused (mallory): You may not.",
            "INFO refused (alice): You may not.",
            "WARNING other (mallory): Another thing."),
        lines);
    lines.clear();
    pass(59);
    refused("mallory");
    log.flush();
    assertEquals(List.of(), lines);
    pass(1);
    log.flush();
    assertEquals(List.of("INFO refused (mallory): 5,000 more times since"), lines);
    assertEquals(0, log.remembered());
    lines.clear();
    refused("mallory");
    assertEquals(List.of("INFO refused (mallory): You may not."), lines);
  }

  @Test
  void remembersSoManyCallersAndLetsTheOthersShareALine() {
    for (int i = 0; i < 1_000; i++) {
      refused("made-up-" + i);
    }
    assertEquals(MOST + 1, lines.size());
    assertEquals("INFO refused (made-up-10): You may not.", lines.get(MOST));
    assertTrue(log.remembered() <= MOST + 1);
    lines.clear();
    pass(60);
    log.flush();
    assertEquals(List.of("INFO refused (others): 989 more times since"), lines);
  }
}
