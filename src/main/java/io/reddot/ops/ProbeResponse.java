package io.reddot.ops;

import io.reddot.health.HealthCheck.Kind;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Answers the probes of MicroProfile Health. Stateless. */
final class ProbeResponse {
  private ProbeResponse() {}

  /**
   * Returns the checks of one kind, each as {@code "UP"} or the sentence that says what is wrong.
   */
  static HealthCheckResponse of(Health.Results results, Kind kind, String name) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(name);
    boolean up = true;
    for (Health.Result result : results.of(kind)) {
      String fault = result.fault();
      response.withData(result.check().name(), fault == null ? "UP" : fault);
      up &= result.up();
    }
    return response.status(up).build();
  }
}
