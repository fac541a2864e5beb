package io.reddot.ops;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.hub.Drain;
import io.reddot.hub.Node;
import io.reddot.json.JsonData;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST api/console/drain?seconds=30}, for operators: {@linkplain Drain drains} this node;
 * its sessions end within that time. {@code GET} tells how far that is. Both answer {@code
 * {"draining":true,"sessions":12}}. Thread-safe.
 */
@Path("console/drain")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class DrainResource {
  private static final int MAX_SECONDS = 3_600;

  @Inject private Drain drain;
  @Inject private Limits limits;
  @Inject private Audit audit;
  @Inject private Node node;

  @GET
  public String state(@Context SecurityContext security) {
    operator(security);
    return json();
  }

  @POST
  public Response begin(
      @QueryParam("seconds") @Nullable String seconds, @Context SecurityContext security) {
    Caller caller = operator(security);
    Duration over = seconds == null ? drain.spread() : parse(seconds);
    limits.write(caller);
    if (drain.begin(over, "asked by " + caller.user())) {
      audit.record(caller, Audit.DRAIN, node.name(), "within " + over.toSeconds() + " seconds");
    }
    return Response.accepted(json()).build();
  }

  private static Caller operator(SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators may drain a node.");
    }
    return caller;
  }

  private static Duration parse(String text) {
    try {
      int seconds = Integer.parseInt(text);
      if (seconds >= 0 && seconds <= MAX_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // falls through
    }
    throw Problem.badRequest("'seconds' must be a number from 0 to " + MAX_SECONDS + ".");
  }

  private String json() {
    Drain.State state = drain.state();
    return JsonData.compact(
        JsonData.object().add("draining", state.draining()).add("sessions", state.sessions()));
  }
}
