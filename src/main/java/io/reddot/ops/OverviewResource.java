package io.reddot.ops;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/**
 * {@code GET api/console/overview}, for operators: the last 15 minutes of this node in samples of a
 * second, its log, its neighbours and what is wrong. Thread-safe.
 */
@Path("console/overview")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class OverviewResource {
  @Inject private Overview overview;
  @Inject private Limits limits;

  @GET
  public String overview(@Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators may read the overview.");
    }
    limits.read(caller);
    String json = overview.json();
    if (json == null) {
      throw Problem.unavailable("The server is starting or shutting down; try again in a moment.");
    }
    return json;
  }
}
