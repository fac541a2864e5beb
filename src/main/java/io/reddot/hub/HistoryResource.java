package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.Limit;
import io.reddot.message.StartAfter;
import io.reddot.session.Envelope;
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
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code GET api/messages?topic=FILTER&after=&limit=}: what is in the log and the caller may read,
 * oldest first, page by page. Other than a subscription it begins at the earliest message.
 */
@Path("messages")
@ApplicationScoped
public class HistoryResource {
  static final int MAX_LIMIT = 1_000;

  @Inject private SessionRegistry registry;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String messages(
      @QueryParam("topic") List<String> topics,
      @DefaultValue("earliest") @QueryParam("after") String after,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    Wish wish = Wish.of(caller, topics, StartAfter.parse(after));
    Reading page = registry.readings().history(wish, Limit.parse(limit, MAX_LIMIT));
    return page.messages().stream()
        .map(Envelope::json)
        .collect(
            Collectors.joining(
                ",",
                "{\"messages\":[",
                "],\"cursor\":\"%s\",\"recovered\":%s,\"more\":%s}"
                    .formatted(page.cursor(), page.recovered(), page.more())));
  }
}
