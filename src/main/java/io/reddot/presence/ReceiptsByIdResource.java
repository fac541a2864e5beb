package io.reddot.presence;

import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/receipts?id=}: as {@code GET api/messages/{id}/receipts}, for ids that cannot be
 * part of a path.
 */
@Path("receipts")
@ApplicationScoped
public class ReceiptsByIdResource {
  @Inject private ReceiptsResource receipts;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String receipts(
      @QueryParam("id") @Nullable String id,
      @QueryParam("user") @Nullable String user,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    return receipts.receipts(Query.needed("id", id), user, sender, security);
  }
}
