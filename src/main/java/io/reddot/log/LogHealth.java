package io.reddot.log;

import io.reddot.health.HealthCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;

/** Produces the health check of writing to the log. Stateless. */
@ApplicationScoped
public class LogHealth {
  private static final Duration WITHIN = Duration.ofSeconds(1);

  @Produces
  public static HealthCheck writable(MessageLog log) {
    return HealthCheck.readiness("log", new CommitProbe(log, WITHIN)::fault);
  }
}
