package io.reddot.presence;

import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/readers?id=}: as {@code GET api/messages/{id}/readers}, for ids that cannot be
 * part of a path.
 */
@Path("readers")
@ApplicationScoped
public class ReadersByIdResource {
  @Inject private ReadersResource readers;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String readers(
      @QueryParam("id") @Nullable String id,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @DefaultValue("") @QueryParam("after") String after,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    return readers.readers(Query.needed("id", id), limit, after, sender, security);
  }
}
