package io.reddot.retained;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import io.reddot.retained.RetainedStore.Retained;
import io.reddot.web.Limit;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/retained} and {@code DELETE api/retained?topic=FILTER}: lists the topics that have
 * a retained message, with its publisher and size, and deletes retained messages. Users see the
 * messages that they published themselves; operators see all, or those of one {@code user}.
 */
@Path("retained")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class RetainedResource {
  private static final int MAX_LIMIT = 1_000;

  @Inject private MessageLog log;
  @Inject private Limits limits;
  @Inject private AnsweringThreads answering;
  private RetainedStore store;

  @PostConstruct
  void open() {
    store = new RetainedStore(log.transactions());
  }

  @GET
  public String list(
      @DefaultValue("#") @QueryParam("topic") String topic,
      @QueryParam("user") @Nullable String user,
      @DefaultValue("") @QueryParam("after") String after,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    String owner = owner(caller, user);
    TopicFilter filter = new TopicFilter(topic);
    int most = Limit.parse(limit, MAX_LIMIT);
    limits.read(caller);
    RetainedStore.Page page = store.list(owner, filter, after, most);
    JsonArrayBuilder retained = JsonData.array();
    page.retained().forEach(one -> retained.add(json(one)));
    return withNext(JsonData.object().add("retained", retained), page);
  }

  private static @Nullable String owner(Caller caller, @Nullable String user) {
    if (caller.operator()) {
      return user;
    }
    if (user != null && !user.equals(caller.user())) {
      throw Problem.forbidden(
          "You may list and delete only retained messages that you published; leave out 'user'.");
    }
    return caller.user();
  }

  private JsonObjectBuilder json(Retained one) {
    return JsonData.object()
        .add("topic", one.topic())
        .add("user", one.owner())
        .add("cursor", log.cursor(one.position()).toString())
        .add("bytes", one.bytes());
  }

  private static String withNext(JsonObjectBuilder answer, RetainedStore.Page page) {
    String next = page.next();
    return JsonData.compact(next == null ? answer : answer.add("next", next));
  }

  @DELETE
  public CompletionStage<String> forget(
      @QueryParam("topic") @Nullable String topic,
      @QueryParam("user") @Nullable String user,
      @DefaultValue("") @QueryParam("after") String after,
      @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    String owner = owner(caller, user);
    if (topic == null) {
      throw Problem.badRequest(
          "The parameter 'topic' is required: a topic filter, or '#' for all topics.");
    }
    TopicFilter filter = new TopicFilter(topic);
    limits.write(caller);
    RetainedStore.Page page = store.list(owner, filter, after, MAX_LIMIT);
    List<String> topics = page.retained().stream().map(Retained::topic).toList();
    return store
        .forget(owner, topics)
        .thenApplyAsync(
            removed -> withNext(JsonData.object().add("removed", removed), page), answering);
  }
}
