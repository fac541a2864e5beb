package io.reddot.log;

import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import io.reddot.config.Storage;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.lang.System.Logger.Level;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens the log that the configuration names, and closes it with the application. */
@ApplicationScoped
public class LogLifecycle {
  private static final System.Logger LOGGER = System.getLogger(LogLifecycle.class.getName());
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(10);

  @Resource private @Nullable ManagedThreadFactory threadFactory;
  private @Nullable ScheduledExecutorService housekeeping;

  @Produces
  @ApplicationScoped
  MessageLog open(Settings settings) {
    if (threadFactory == null) {
      throw new IllegalStateException("the container gave no ManagedThreadFactory");
    }
    JdbcMessageLog log =
        new JdbcMessageLog(
            database(settings),
            new Retention.Policy(
                settings.get(Storage.RETENTION),
                settings.get(Storage.RETENTION_MESSAGES),
                settings.get(Storage.RETENTION_EVENTS),
                settings.get(Storage.RETENTION_USER_PERCENT)),
            bounds(settings),
            InstantSource.system(),
            threadFactory);
    // Two threads: what expires is not to wait until a long log is trimmed.
    ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2, threadFactory);
    Future<?> unused = scheduler.scheduleWithFixedDelay(log::trim, 1, 60, TimeUnit.SECONDS);
    unused = scheduler.scheduleWithFixedDelay(log::expire, 1, 1, TimeUnit.SECONDS);
    housekeeping = scheduler;
    return log;
  }

  private static Bounds bounds(Settings settings) {
    return new Bounds(
        settings.get(Limiting.STORED_SESSIONS),
        settings.get(Limiting.STORED_SESSION_BYTES),
        settings.get(Limiting.USER_SHARE_GROUPS),
        settings.get(Limiting.SHARE_GROUPS),
        settings.get(Limiting.USER_RETAINED),
        settings.get(Limiting.USER_RETAINED_BYTES),
        settings.get(Limiting.RETAINED),
        settings.get(Limiting.RETAINED_BYTES),
        settings.get(Limiting.LEDGER_SESSIONS));
  }

  void close(@Disposes MessageLog log) {
    if (housekeeping != null) {
      end(housekeeping);
    }
    log.close();
    deregisterDrivers();
  }

  /** What has begun ends first: it commits to the log. */
  private static void end(ScheduledExecutorService housekeeping) {
    housekeeping.shutdown();
    try {
      if (!housekeeping.awaitTermination(HOUSEKEEPING.toSeconds(), TimeUnit.SECONDS)) {
        LOGGER.log(Level.WARNING, "the log's housekeeping has not ended in " + HOUSEKEEPING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A driver that stays registered would keep the undeployed application in memory. */
  private static void deregisterDrivers() {
    for (Driver driver : DriverManager.drivers().toList()) {
      if (driver.getClass().getClassLoader() == LogLifecycle.class.getClassLoader()) {
        try {
          DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
          LOGGER.log(Level.WARNING, "could not deregister " + driver.getClass().getName(), e);
        }
      }
    }
  }

  @SuppressWarnings("BanJNDI") // the name comes from the administrator, never from a caller
  private static Database database(Settings settings) {
    Optional<String> jndi = settings.get(Storage.DATASOURCE);
    String listenUrl = settings.get(Storage.LISTEN_URL).orElse(null);
    if (jndi.isPresent()) {
      try {
        return Database.of(InitialContext.<DataSource>doLookup(jndi.get()), listenUrl);
      } catch (NamingException | ClassCastException e) {
        throw new LogFailure("reddot.datasource names no data source: " + jndi.get(), e);
      }
    }
    Optional<String> url = settings.get(Storage.DATABASE_URL);
    if (url.isPresent()) {
      return Database.pooled(url.get(), listenUrl);
    }
    return Database.embedded(settings.get(Storage.DATA));
  }
}
