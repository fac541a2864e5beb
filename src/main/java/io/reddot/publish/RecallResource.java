package io.reddot.publish;

import io.reddot.access.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code DELETE api/messages/{id}?sender=}: recalls a message. {@link MessagesServlet} serves ids
 * that cannot be part of a path.
 */
@Path("messages")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class RecallResource {
  @Inject private Recalls recalls;

  @DELETE
  @Path("{id:.+}")
  public CompletionStage<String> recall(
      @PathParam("id") String id,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    return recalls.recall((Caller) security.getUserPrincipal(), id, sender);
  }
}
