package io.reddot.log;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
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
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Opens the log that the configuration names, and closes it with the application. */
@ApplicationScoped
public class LogLifecycle {
  private static final System.Logger LOGGER = System.getLogger(LogLifecycle.class.getName());
  private static final Duration AGE = Duration.ofDays(30);
  private static final long COUNT = 10_000_000;
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(10);

  @Resource private @Nullable ManagedThreadFactory threadFactory;
  private @Nullable ScheduledExecutorService housekeeping;

  @Produces
  @ApplicationScoped
  MessageLog open(Config config) {
    if (threadFactory == null) {
      throw new IllegalStateException("the container gave no ManagedThreadFactory");
    }
    JdbcMessageLog log =
        new JdbcMessageLog(
            database(config),
            new Retention.Policy(
                config
                    .getOptionalValue("reddot.retention.days", Long.class)
                    .map(Duration::ofDays)
                    .orElse(AGE),
                config.getOptionalValue("reddot.retention.messages", Long.class).orElse(COUNT),
                config
                    .getOptionalValue("reddot.retention.events", Long.class)
                    .orElse(Retention.Policy.EVENTS),
                config
                    .getOptionalValue("reddot.retention.user-percent", Integer.class)
                    .orElse(Retention.Policy.USER_PERCENT)),
            bounds(config),
            InstantSource.system(),
            threadFactory);
    // Two threads: what expires is not to wait until a long log is trimmed.
    ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2, threadFactory);
    Future<?> unused = scheduler.scheduleWithFixedDelay(log::trim, 1, 60, TimeUnit.SECONDS);
    unused = scheduler.scheduleWithFixedDelay(log::expire, 1, 1, TimeUnit.SECONDS);
    housekeeping = scheduler;
    return log;
  }

  private static Bounds bounds(Config config) {
    Bounds usual = Bounds.DEFAULT;
    return new Bounds(
        bound(config, "user.stored-sessions", usual.sessions()),
        bound(config, "user.stored-session-bytes", usual.sessionBytes()),
        bound(config, "user.share-groups", usual.groups()),
        bound(config, "share-groups", usual.allGroups()),
        bound(config, "user.retained", usual.retained()),
        bound(config, "user.retained-bytes", usual.retainedBytes()),
        bound(config, "retained", usual.allRetained()),
        bound(config, "retained-bytes", usual.allRetainedBytes()));
  }

  private static long bound(Config config, String name, long usual) {
    return config.getOptionalValue("reddot.limit." + name, Long.class).orElse(usual);
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
  private static Database database(Config config) {
    Optional<String> jndi = config.getOptionalValue("reddot.datasource", String.class);
    if (jndi.isPresent()) {
      try {
        return Database.of(InitialContext.<DataSource>doLookup(jndi.get()));
      } catch (NamingException | ClassCastException e) {
        throw new LogFailure("reddot.datasource names no data source: " + jndi.get(), e);
      }
    }
    Optional<String> url = config.getOptionalValue("reddot.database.url", String.class);
    if (url.isPresent()) {
      return Database.pooled(url.get());
    }
    String folder = config.getOptionalValue("reddot.data", String.class).orElse("reddot-data");
    return Database.embedded(Path.of(folder));
  }
}
