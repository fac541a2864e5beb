package io.reddot.ops;

import io.reddot.config.SingleInstance;
import io.reddot.health.HealthCheck;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.InstantSource;

/** The {@link Health} of this node, with the health checks of all its parts. Thread-safe. */
@SingleInstance
class NodeHealth {
  private final Health health;

  @Inject
  NodeHealth(@Any Instance<HealthCheck> checks) {
    this.health = new Health(checks.stream().toList(), InstantSource.system());
  }

  Health.Results results() {
    return health.results();
  }
}
