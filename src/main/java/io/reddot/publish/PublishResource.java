package io.reddot.publish;

import io.reddot.access.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@code POST api/messages}: one message or an array of them, now or later, all or nothing. */
@Path("messages")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class PublishResource {
  @Inject private PublishRequests requests;

  @POST
  public CompletionStage<String> publish(InputStream body, @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    byte[] json = requests.read(body);
    boolean array = Drafts.isArray(json);
    return requests.publish(
        caller,
        requests.drafts().read(json, caller.user()),
        accepted ->
            array
                ? accepted.stream().map(Drafts::answer).collect(Collectors.joining(",", "[", "]"))
                : Drafts.answer(accepted.get(0)));
  }
}
