package io.reddot.message;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The ids that a line of the server's log speaks of: {@code session}, {@code user} and {@code
 * message}. A server that writes its log as JSON writes them as fields.
 *
 * <p>The sentence and the ids are parameters of the record, never its format: a user chooses its
 * name, which may look like a placeholder. Some formatters write the map itself; others need a
 * {@link LogContext}. Immutable.
 */
public final class LogFields {
  public static final LogFields NONE = new LogFields(Map.of());

  private static final Iterable<LogContext> CONTEXTS =
      ServiceLoader.load(LogContext.class, LogFields.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private final Map<String, String> fields;

  private LogFields(Map<String, String> fields) {
    this.fields = fields;
  }

  /**
   * @param user null: nobody
   */
  public static LogFields user(@Nullable String user) {
    return NONE.with("user", user);
  }

  public LogFields session(String id) {
    return with("session", id);
  }

  public LogFields message(String id) {
    return with("message", id);
  }

  private LogFields with(String name, @Nullable String value) {
    if (value == null) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new LogFields(more);
  }

  /** Returns the same without ids of sessions and messages, for a line about several of them. */
  LogFields ofUser() {
    return user(fields.get("user"));
  }

  /** Logs a sentence with these fields. */
  public void log(System.Logger logger, Level level, String sentence) {
    log(logger, level, sentence, null);
  }

  /**
   * As above.
   *
   * @param cause logged with its stack trace; null: none
   */
  public void log(System.Logger logger, Level level, String sentence, @Nullable Throwable cause) {
    if (!logger.isLoggable(level)) {
      return;
    }
    if (fields.isEmpty()) {
      logger.log(level, sentence, cause);
      return;
    }
    LogRecord record = new LogRecord(severity(level), "{0}");
    record.setLoggerName(logger.getName());
    record.setSourceClassName(logger.getName()); // otherwise it is found by walking the stack
    record.setSourceMethodName(null);
    record.setParameters(new Object[] {sentence, fields});
    record.setThrown(cause);
    Runnable logs = () -> Logger.getLogger(logger.getName()).log(record);
    for (LogContext context : CONTEXTS) {
      Runnable inner = logs;
      logs = () -> context.run(fields, inner);
    }
    logs.run();
  }

  /** Returns the level that the JDK maps this one to ({@link Level}). */
  private static java.util.logging.Level severity(Level level) {
    return switch (level) {
      case ERROR -> java.util.logging.Level.SEVERE;
      case WARNING -> java.util.logging.Level.WARNING;
      case INFO -> java.util.logging.Level.INFO;
      case DEBUG -> java.util.logging.Level.FINE;
      default -> java.util.logging.Level.FINER;
    };
  }
}
