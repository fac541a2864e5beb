package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.json.JsonData;
import io.reddot.message.Draft;
import io.reddot.message.Topic;
import io.reddot.message.TraceParent;
import io.reddot.trace.Tracing;
import io.reddot.web.Flag;
import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST api/topics/{topic}} and {@code POST api/topics?topic=}: publishes the raw body as the
 * data of a message; its other members are query parameters.
 */
@Path("topics")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class PublishRawResource {
  @Inject private PublishRequests requests;

  /** Publishes to a topic that cannot be part of a path. */
  @POST
  public CompletionStage<String> publishNamed(
      @QueryParam("topic") @Nullable String topic,
      @HeaderParam("Content-Type") @Nullable String type,
      @QueryParam("event") @Nullable String event,
      @QueryParam("id") @Nullable String id,
      @QueryParam("expiresAt") @Nullable String expiresAt,
      @QueryParam("sendAt") @Nullable String sendAt,
      @QueryParam("retain") @Nullable String retain,
      @HeaderParam(TraceParent.NAME) @Nullable String trace,
      InputStream body,
      @Context SecurityContext security) {
    return publish(
        Query.needed("topic", topic),
        type,
        event,
        id,
        expiresAt,
        sendAt,
        retain,
        trace,
        body,
        security);
  }

  @POST
  @Path("{topic:.+}")
  public CompletionStage<String> publish(
      @PathParam("topic") String topic,
      @HeaderParam("Content-Type") @Nullable String type,
      @QueryParam("event") @Nullable String event,
      @QueryParam("id") @Nullable String id,
      @QueryParam("expiresAt") @Nullable String expiresAt,
      @QueryParam("sendAt") @Nullable String sendAt,
      @QueryParam("retain") @Nullable String retain,
      @HeaderParam(TraceParent.NAME) @Nullable String trace,
      InputStream body,
      @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    boolean json = type != null && isJson(type);
    byte[] data = requests.read(body);
    return requests.publish(
        Way.RAW,
        caller,
        data.length,
        () -> {
          TraceParent parent = Tracing.current().ofRequest(TraceParent.orNull(trace));
          Topic to = new Topic(topic);
          boolean kept = Flag.parse("retain", retain);
          Drafts drafts = requests.drafts();
          Draft draft = drafts.raw(to, data, json, event, id, expiresAt, kept, caller.user());
          return List.of(drafts.submission(draft.traced(parent), sendAt));
        },
        accepted -> JsonData.compact(Drafts.answer(accepted.get(0))));
  }

  private static boolean isJson(String type) {
    String media = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    return media.equals(MediaType.APPLICATION_JSON) || media.endsWith("+json");
  }
}
