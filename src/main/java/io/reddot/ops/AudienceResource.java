package io.reddot.ops;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.AllNodes;
import io.reddot.hub.Directory;
import io.reddot.hub.Recipients;
import io.reddot.json.JsonData;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.web.Limit;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees before it sends a message. {@code GET api/console/audience?topic=} tells
 * how many users the message would be for, how many of them are online, and whether the topic was
 * ever seen. {@code GET api/console/known?kind=user|group|topic&prefix=&limit=} completes names.
 * Thread-safe.
 */
@Path("console")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class AudienceResource {
  private static final int MAX_TOPICS = 100;
  private static final int MAX_NAMES = 50;

  @Inject private Directory directory;
  @Inject private Recipients recipients;
  @Inject private AllNodes nodes;
  @Inject private Limits limits;

  /**
   * @param names the topics, at most {@value #MAX_TOPICS}
   */
  @GET
  @Path("audience")
  public String audience(
      @QueryParam("topic") List<String> names, @Context SecurityContext security) {
    ask(security);
    if (names.isEmpty()) {
      throw Problem.badRequest("The query has no parameter 'topic'.");
    }
    if (names.size() > MAX_TOPICS) {
      throw Problem.badRequest(
          "The query has %,d topics; at most %d are allowed.".formatted(names.size(), MAX_TOPICS));
    }
    List<Topic> topics = names.stream().distinct().map(Topic::new).toList();
    return JsonData.compact(new Audience(directory, recipients, nodes).json(topics));
  }

  @GET
  @Path("known")
  public String known(
      @QueryParam("kind") @Nullable String kind,
      @DefaultValue("") @QueryParam("prefix") String prefix,
      @DefaultValue("20") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    ask(security);
    int most = Limit.parse(limit, MAX_NAMES);
    List<String> known =
        switch (Query.needed("kind", kind)) {
          case "user" -> directory.users(prefix, most);
          case "group" -> directory.groups(prefix, most);
          case "topic" -> directory.topics(prefix, most);
          default -> throw Problem.badRequest("'kind' must be 'user', 'group' or 'topic'.");
        };
    return JsonData.compact(JsonData.object().add("known", JsonData.array(known)));
  }

  private void ask(SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators may see whom a message would reach.");
    }
    limits.read(caller);
  }
}
