package io.reddot.admission;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Name;
import io.reddot.message.Problem;
import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
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
 * {@code POST api/users/{user}/disconnect}, for operators: revokes all tokens of the user that were
 * issued until now, on every node. All its sessions end, and its scheduled messages are held back
 * until an operator releases or cancels them. A token whose time of issue is later than now by no
 * more than the accepted clock skew is revoked, too. A token that is issued after that admits the
 * user again.
 */
@Path("users")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class UsersResource {
  @Inject private StoredRevocations revocations;
  @Inject private AnsweringThreads answering;
  @Inject private Limits limits;
  @Inject private Audit audit;

  /**
   * Disconnects a user whose name cannot be part of a path, such as {@code CORP\alice} on some
   * containers.
   */
  @POST
  @Path("disconnect")
  public CompletionStage<String> disconnectNamed(
      @QueryParam("user") @Nullable String user, @Context SecurityContext security) {
    return disconnect(Query.needed("user", user), security);
  }

  @POST
  @Path("{user}/disconnect")
  public CompletionStage<String> disconnect(
      @PathParam("user") String user, @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators may disconnect users.");
    }
    Name.checkLevel("The user's name", user);
    limits.write(caller);
    return revocations
        .disconnect(user, caller.user(), audit.of(caller, Audit.DISCONNECT, user, null))
        .thenApplyAsync(
            done ->
                JsonData.compact(
                    JsonData.object()
                        .add("user", done.name())
                        .add("revokedAt", done.at().toString())
                        .add("until", done.until().toString())
                        .add("held", done.held())),
            answering);
  }
}
