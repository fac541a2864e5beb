package io.reddot.admission;

import io.reddot.access.Caller;
import io.reddot.access.Tickets;
import io.reddot.access.limit.Limits;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST api/tickets}: issues a ticket that stands in for the caller's token, for one use
 * within half a minute.
 *
 * <p>Threat: a ticket is found in a log before it was used. It then opens one connection. A ticket
 * cannot be exchanged for another ticket; otherwise it would be worth a chain of them, as long as
 * its token lasts.
 */
@Path("tickets")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class TicketsResource {
  @Inject private StoredTickets tickets;
  @Inject private Limits limits;
  @Inject private AnsweringThreads answering;

  @POST
  public CompletionStage<String> give(@Context SecurityContext security) {
    if (Tickets.SCHEME.equals(security.getAuthenticationScheme())) {
      throw Problem.forbidden(
          "A ticket cannot be exchanged for another ticket: send the token itself.");
    }
    limits.write((Caller) security.getUserPrincipal());
    return tickets
        .give((Caller) security.getUserPrincipal())
        .thenApplyAsync(
            given ->
                JsonData.compact(
                    JsonData.object()
                        .add("ticket", given.ticket())
                        .add("expiresAt", given.expiresAt().toString())),
            answering);
  }
}
