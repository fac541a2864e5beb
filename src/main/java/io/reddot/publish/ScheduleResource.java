package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.access.Limit;
import io.reddot.access.Limits;
import io.reddot.access.Query;
import io.reddot.log.AnsweringThreads;
import io.reddot.log.MessageLog;
import io.reddot.log.ScheduleStore.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/scheduled?after=&limit=} and {@code DELETE api/scheduled/{id}}: what waits for its
 * time, the next first. Each sees and cancels its own, an operator everybody's.
 */
@Path("scheduled")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class ScheduleResource {
  private static final int MAX_LIMIT = 1_000;

  @Inject private MessageLog log;
  @Inject private AnsweringThreads answering;
  @Inject private Limits limits;

  @GET
  public String list(
      @QueryParam("after") @Nullable String after,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    limits.read(caller(security));
    List<Waiting> page =
        log.schedule()
            .list(whose(security), ScheduleJson.place(after), Limit.parse(limit, MAX_LIMIT));
    return ScheduleJson.page(page);
  }

  /** Of any id; a path cannot have each. */
  @DELETE
  public CompletionStage<String> cancelNamed(
      @QueryParam("id") @Nullable String id, @Context SecurityContext security) {
    return cancel(Query.needed("id", id), security);
  }

  @DELETE
  @Path("{id:.+}")
  public CompletionStage<String> cancel(
      @PathParam("id") String id, @Context SecurityContext security) {
    limits.publish(caller(security), 1, 0);
    return log.schedule().cancel(id, whose(security)).thenApplyAsync(ScheduleJson::of, answering);
  }

  /** Whose the caller may see; null: everybody's. */
  private static @Nullable String whose(SecurityContext security) {
    Caller caller = caller(security);
    return caller.operator() ? null : caller.user();
  }

  private static Caller caller(SecurityContext security) {
    return (Caller) security.getUserPrincipal();
  }
}
