package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.message.Draft;
import io.reddot.message.Topic;
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
 * {@code POST api/topics/{topic}}: the body, whatever it is, is the data; the rest of the message
 * stands in the query.
 */
@Path("topics/{topic:.+}")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class PublishRawResource {
  @Inject private PublishRequests requests;

  @POST
  public CompletionStage<String> publish(
      @PathParam("topic") String topic,
      @HeaderParam("Content-Type") @Nullable String type,
      @QueryParam("event") @Nullable String event,
      @QueryParam("id") @Nullable String id,
      @QueryParam("expiresAt") @Nullable String expiresAt,
      @QueryParam("sendAt") @Nullable String sendAt,
      @QueryParam("retain") boolean retain,
      InputStream body,
      @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    boolean json = type != null && isJson(type);
    Topic to = new Topic(topic);
    byte[] data = requests.read(body);
    Draft draft =
        requests.drafts().raw(to, data, json, event, id, expiresAt, retain, caller.user());
    return requests.publish(
        caller,
        List.of(requests.drafts().submission(draft, sendAt)),
        accepted -> Drafts.answer(accepted.get(0)));
  }

  private static boolean isJson(String type) {
    String media = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    return media.equals(MediaType.APPLICATION_JSON) || media.endsWith("+json");
  }
}
