package io.reddot.config;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the settings before any other part of the application runs: a deployment that
 * fails here has no thread, port or file to clean up. Logs invalid settings and unknown names.
 * Thread-safe.
 */
public final class StartUp implements ServletContainerInitializer {
  private static final System.Logger LOGGER = System.getLogger(StartUp.class.getName());

  /**
   * The settings of this deployment: each deployment has its own class loader, and so its own
   * field.
   */
  private static final AtomicReference<Settings> READ = new AtomicReference<>();

  /** What an administrator should correct, one sentence each; set before {@link #READ}. */
  private static final AtomicReference<List<String>> NOTICES = new AtomicReference<>(List.of());

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context)
      throws ServletException {
    try {
      Settings unused = settings();
    } catch (WrongSettings e) {
      // Without a cause: the servers print the stack trace of each cause.
      throw new ServletException(e.getMessage());
    }
  }

  /**
   * Returns the settings of this application; the first call reads them.
   *
   * @throws WrongSettings if the application must not start
   */
  public static Settings settings() {
    Settings known = READ.get();
    if (known != null) {
      return known;
    }
    Settings settings = read(ConfigProvider.getConfig());
    READ.set(settings);
    return settings;
  }

  /**
   * Returns what was wrong or doubtful with the settings with which the application runs, one
   * sentence each, without the values of secrets.
   */
  public static List<String> notices() {
    List<String> notices = NOTICES.get();
    return notices == null ? List.of() : notices;
  }

  private static Settings read(Config config) {
    List<String> notices = new ArrayList<>(Names.unknown(config.getPropertyNames()));
    notices.forEach(sentence -> LOGGER.log(Level.WARNING, sentence));
    try {
      Predicate<String> dataSources = StartUp::isDataSource;
      Settings settings =
          Settings.of(
              name -> config.getOptionalValue(name, String.class),
              candidate -> new Checks(dataSources).faults(candidate));
      settings.keySentences().forEach(sentence -> LOGGER.log(Level.ERROR, sentence));
      settings.warnings().forEach(sentence -> LOGGER.log(Level.WARNING, sentence));
      notices.addAll(settings.keySentences());
      notices.addAll(settings.warnings());
      NOTICES.set(List.copyOf(notices));
      return settings;
    } catch (WrongSettings e) {
      e.sentences().forEach(sentence -> LOGGER.log(Level.ERROR, sentence));
      throw e;
    }
  }

  @SuppressWarnings("BanJNDI") // the name comes from the administrator, never from a caller
  private static boolean isDataSource(String name) {
    try {
      return new InitialContext().lookup(name) instanceof DataSource;
    } catch (NamingException e) {
      return false;
    }
  }
}
