package io.reddot.ops;

import io.reddot.health.HealthCheck.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Answers the server's liveness probe. On a server without MicroProfile Health it is no bean. */
@Liveness
@ApplicationScoped
public class LivenessProbe implements HealthCheck {
  @Inject private NodeHealth health;

  @Override
  public HealthCheckResponse call() {
    return ProbeResponse.of(health.results(), Kind.LIVENESS, "reddot-live");
  }
}
