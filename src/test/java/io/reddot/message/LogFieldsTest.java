package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reaches the formatters of a server's log. */
class LogFieldsTest {
  private static final String NAME = LogFieldsTest.class.getName();
  private final Logger underlying = Logger.getLogger(NAME);
  private final System.Logger logger = System.getLogger(NAME);
  private final List<LogRecord> records = new ArrayList<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    underlying.setUseParentHandlers(false);
    underlying.addHandler(handler);
  }

  @AfterEach
  void leave() {
    underlying.removeHandler(handler);
  }

  private static Object fields(LogRecord record) {
    return record.getParameters()[1];
  }

  @Test
  void idsAreAMapBesideASentenceThatNoUserCanTurnIntoAFormat() {
    String sentence = "refused {1} of '{0}";
    RuntimeException cause = new RuntimeException();
    LogFields.user("{0}").session("s1").message("m1").log(logger, Level.ERROR, sentence, cause);
    LogRecord record = records.get(0);
    assertEquals(sentence, new SimpleFormatter().formatMessage(record));
    assertEquals(Map.of("user", "{0}", "session", "s1", "message", "m1"), fields(record));
    assertEquals(java.util.logging.Level.SEVERE, record.getLevel());
    assertEquals(NAME, record.getLoggerName());
    assertSame(cause, record.getThrown());
  }

  @Test
  void whatIsNotKnownIsNoField() {
    LogFields.user(null).session("s1").log(logger, Level.INFO, "one");
    assertEquals(Map.of("session", "s1"), fields(records.get(0)));
  }

  @Test
  void aLevelThatIsOffIsNotLogged() {
    underlying.setLevel(java.util.logging.Level.WARNING);
    LogFields.user("a").log(logger, Level.INFO, "quiet");
    LogFields.user("a").log(logger, Level.WARNING, "loud");
    underlying.setLevel(null);
    assertEquals(1, records.size());
    assertEquals(java.util.logging.Level.WARNING, records.get(0).getLevel());
  }

  @Test
  void furtherEventsOfACallerKeepItsNameOnly() {
    long[] now = {0};
    CallerLog log = new CallerLog(9, () -> now[0]);
    LogFields fields = LogFields.user("mallory").session("s1").message("m1");
    log.log(logger, Level.INFO, "refused", "mallory", "No.", fields, null);
    log.log(logger, Level.INFO, "refused", "mallory", "No.", fields, null);
    now[0] = CallerLog.EACH.toNanos();
    log.flush();
    assertEquals(
        Map.of("user", "mallory", "session", "s1", "message", "m1"), fields(records.get(0)));
    assertEquals(Map.of("user", "mallory"), fields(records.get(1)));
    assertEquals(2, records.size());
  }
}
