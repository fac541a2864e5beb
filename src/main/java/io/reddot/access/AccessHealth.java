package io.reddot.access;

import io.reddot.health.HealthCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Produces the health check of the keys that tokens are verified with. Stateless. */
@ApplicationScoped
public class AccessHealth {
  @Produces
  public static HealthCheck keys(Authentication authentication) {
    return HealthCheck.readiness("keys", authentication::fault);
  }
}
