package io.reddot.ops;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.message.Problem;
import io.reddot.metrics.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/metrics}: the metrics of this node, in the formats of OpenMetrics 1.0 and
 * Prometheus 0.0.4, for operators, for tokens with the role {@code metrics}, and without a token
 * for the networks of {@code reddot.metrics.networks}. Thread-safe.
 */
@Path("metrics")
@ApplicationScoped
public class MetricsResource {
  private static final String ROLE = "metrics";

  @Inject private NodeMetrics metrics;
  @Inject private Limits limits;

  @GET
  public Response metrics(
      @HeaderParam("Accept") @Nullable String accept, @Context SecurityContext security) {
    if (security.getUserPrincipal() instanceof Caller caller) {
      if (!caller.operator() && !caller.groups().contains(ROLE)) {
        throw Problem.forbidden(
            "Only operators and tokens with the role 'metrics' may read metrics.");
      }
      limits.read(caller);
    } // otherwise a scraper, which its network admits
    Metrics.Exposition exposition = metrics.expose(accept);
    return Response.ok(exposition.text()).header("Content-Type", exposition.type()).build();
  }
}
