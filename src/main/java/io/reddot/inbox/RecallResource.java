package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.access.Query;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.JsonText;
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
 * {@code DELETE api/messages/{id}}: its sender or an operator takes a message back. The answer has
 * the cursor of the recall, or says that a message was {@code cancelled} which waited to be sent.
 * {@code sender=} names the publisher, where several have used the id.
 */
@Path("messages")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class RecallResource {
  @Inject private Inbox inbox;
  @Inject private AnsweringThreads answering;

  /** Of any id; a path cannot have each. */
  @DELETE
  public CompletionStage<String> recallNamed(
      @QueryParam("id") @Nullable String id,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    return recall(Query.needed("id", id), sender, security);
  }

  @DELETE
  @Path("{id:.+}")
  public CompletionStage<String> recall(
      @PathParam("id") String id,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    return inbox
        .recall((Caller) security.getUserPrincipal(), id, sender)
        .thenApplyAsync(
            recalled ->
                "{\"id\":%s,%s}"
                    .formatted(
                        JsonText.quote(id),
                        recalled
                            .map(cursor -> "\"cursor\":\"" + cursor + "\"")
                            .orElse("\"cancelled\":true")),
            answering);
  }
}
