package io.reddot.log.jdbc;

import io.reddot.config.Settings;
import io.reddot.config.Storage;
import io.reddot.container.Threads;
import io.reddot.container.Timer;
import io.reddot.health.HealthCheck;
import io.reddot.log.LogFailure;
import io.reddot.log.MessageLog;
import io.reddot.log.Projection;
import io.reddot.log.StorageUse;
import io.reddot.metrics.Gauge;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens the configured log, and closes it with the application. */
@ApplicationScoped
public class LogLifecycle {
  private static final System.Logger LOGGER = System.getLogger(LogLifecycle.class.getName());
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration TRIM = Duration.ofMinutes(1);
  private static final Duration EXPIRE = Duration.ofSeconds(1);

  @Inject private Threads threads;

  /** Two timers, because expiry must not wait until a long log is trimmed. */
  private final List<Timer> housekeeping = new ArrayList<>();

  private volatile @Nullable JdbcMessageLog opened;
  private volatile @Nullable LogSize size;

  @Produces
  @ApplicationScoped
  MessageLog open(Settings settings, @Any Instance<Projection> projections) {
    CommitMetrics.load();
    Database database = database(settings);
    JdbcMessageLog log =
        new JdbcMessageLog(
            database,
            new RetentionPolicy(
                settings.get(Storage.RETENTION),
                settings.get(Storage.RETENTION_MESSAGES),
                settings.get(Storage.RETENTION_EVENTS),
                settings.get(Storage.RETENTION_USER_PERCENT)),
            projections.stream().toList(),
            InstantSource.system(),
            threads);
    Timer trimming = threads.timer("reddot-trimming");
    trimming.every(SOON, TRIM, log::trim);
    Timer expiry = threads.timer("reddot-expiry");
    expiry.every(EXPIRE, log::expire);
    LogSize measured = new LogSize(database, embedded(settings));
    Timer measuring = threads.timer("reddot-log-size");
    measuring.every(SOON, measured.rest(), measured);
    housekeeping.addAll(List.of(trimming, expiry, measuring));
    opened = log;
    size = measured;
    return log;
  }

  @Produces
  @ApplicationScoped
  StorageUse use() {
    return new StorageUse() {
      @Override
      public @Nullable Size size() {
        return measured();
      }

      @Override
      public OptionalLong free() {
        LogSize measured = size;
        return measured == null ? OptionalLong.empty() : measured.free();
      }
    };
  }

  /** Whether this node hears of other nodes' commits. */
  @Produces
  HealthCheck listener() {
    return HealthCheck.readiness(
        "listener",
        () -> {
          JdbcMessageLog log = opened;
          return log == null ? null : log.deafness();
        });
  }

  @Produces
  Gauge connections() {
    return Gauge.by(
        "state",
        "reddot_database_connections",
        "Connections of the pool: active, idle, and those that threads wait for.",
        () -> {
          JdbcMessageLog log = opened;
          return log == null ? Map.of() : log.connections();
        });
  }

  @Produces
  Gauge bytes() {
    return Gauge.ofOptional(
        "reddot_log_bytes",
        "The size of the database.",
        () -> measured(size -> OptionalDouble.of((double) size.bytes())));
  }

  @Produces
  Gauge oldest() {
    return Gauge.ofOptional(
        "reddot_log_oldest_timestamp_seconds",
        "The time of the oldest message that retention may delete.",
        () ->
            measured(
                size -> {
                  Instant at = size.oldestAt();
                  return at == null
                      ? OptionalDouble.empty()
                      : OptionalDouble.of(at.toEpochMilli() / 1e3);
                }));
  }

  /** Returns the last measured size; null before the first. */
  private StorageUse.@Nullable Size measured() {
    LogSize measured = size;
    return measured == null ? null : measured.size();
  }

  private OptionalDouble measured(Function<StorageUse.Size, OptionalDouble> value) {
    StorageUse.Size last = measured();
    return last == null ? OptionalDouble.empty() : value.apply(last);
  }

  @Produces
  Gauge messages() {
    return Gauge.by(
        "kind",
        "reddot_log_messages",
        "Messages in the log, and events of the server.",
        () -> {
          StorageUse.Size last = measured();
          return last == null
              ? Map.of()
              : Map.of("message", (double) last.messages(), "event", (double) last.events());
        });
  }

  @Produces
  Gauge free() {
    return Gauge.ofOptional(
        "reddot_disk_free_bytes",
        "Free space where the embedded database is.",
        () -> {
          OptionalLong free = use().free();
          return free.isPresent()
              ? OptionalDouble.of((double) free.getAsLong())
              : OptionalDouble.empty();
        });
  }

  void close(@Disposes MessageLog log) {
    housekeeping.forEach(LogLifecycle::end);
    log.close();
    deregisterDrivers();
  }

  /** Stops a timer and waits for its running task, which commits to the log. */
  private static void end(Timer housekeeping) {
    if (!housekeeping.close(HOUSEKEEPING)) {
      LOGGER.log(
          Level.WARNING,
          "retention or expiry has not ended within "
              + HOUSEKEEPING.toSeconds()
              + " seconds; closing the log anyway");
    }
  }

  /**
   * Deregisters the application's drivers: one that stays registered would keep the undeployed
   * application in memory.
   */
  private static void deregisterDrivers() {
    for (Driver driver : DriverManager.drivers().toList()) {
      if (driver.getClass().getClassLoader() == LogLifecycle.class.getClassLoader()) {
        try {
          DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
          LOGGER.log(
              Level.WARNING,
              "could not deregister the JDBC driver "
                  + driver.getClass().getName()
                  + "; the undeployed application may stay in memory",
              e);
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
        throw new LogFailure(
            "there is no data source under the JNDI name " + jndi.get() + " (reddot.datasource)",
            e);
      }
    }
    Optional<String> url = settings.get(Storage.DATABASE_URL);
    if (url.isPresent()) {
      return Database.pooled(url.get(), listenUrl);
    }
    return Database.embedded(settings.get(Storage.DATA));
  }

  /** Returns the folder of the embedded database; empty if another one is configured. */
  private static Optional<Path> embedded(Settings settings) {
    return settings.get(Storage.DATASOURCE).isPresent()
            || settings.get(Storage.DATABASE_URL).isPresent()
        ? Optional.empty()
        : Optional.of(settings.get(Storage.DATA));
  }
}
