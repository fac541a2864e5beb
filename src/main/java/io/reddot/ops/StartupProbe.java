package io.reddot.ops;

import io.reddot.health.HealthCheck.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Answers the server's startup probe. On a server without MicroProfile Health it is no bean. */
@Startup
@ApplicationScoped
public class StartupProbe implements HealthCheck {
  @Inject private NodeHealth health;

  @Override
  public HealthCheckResponse call() {
    return ProbeResponse.of(health.results(), Kind.STARTUP, "reddot-started");
  }
}
