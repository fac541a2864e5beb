package io.reddot.ops;

import io.reddot.json.JsonData;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * {@code GET api/health}: {@code {"status":"UP"}} with 200 if all health checks succeed, {@code
 * {"status":"DOWN"}} with 503 otherwise. It needs no token and tells nothing else; the server's
 * log, and its own health endpoints, tell which check failed. Thread-safe.
 */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class HealthResource {
  @Inject private NodeHealth health;

  @GET
  public Response health() {
    boolean up = health.results().up();
    return Response.status(up ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
        .entity(JsonData.compact(JsonData.object().add("status", up ? "UP" : "DOWN")))
        .build();
  }
}
