package io.reddot.admission;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.message.Name;
import io.reddot.message.Problem;
import io.reddot.web.Body;
import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST api/tokens/{id}/revoke}, for operators: revokes the token with this {@code jti} on
 * every node. Every session that it opened ends, and messages that were scheduled with it are held
 * back until an operator releases or cancels them. The body may be {@code {"expiresAt":"..."}}, the
 * expiry of the token: the revocation must be remembered until then.
 */
@Path("tokens")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class TokensResource {
  private static final int MAX_ID = 256;
  private static final int BODY_BYTES = 4_096;
  private static final String EXPIRES_AT = "expiresAt";
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  @Inject private StoredRevocations revocations;
  @Inject private AnsweringThreads answering;
  @Inject private Limits limits;
  @Inject private Audit audit;

  /** Revokes a token whose id cannot be part of a path. */
  @POST
  @Path("revoke")
  public CompletionStage<String> revokeNamed(
      @QueryParam("id") @Nullable String id, InputStream body, @Context SecurityContext security) {
    return revoke(Query.needed("id", id), body, security);
  }

  @POST
  @Path("{id:.+}/revoke")
  public CompletionStage<String> revoke(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators may revoke tokens.");
    }
    Name.check("The token's id", id, MAX_ID);
    limits.write(caller);
    return revocations
        .revoke(
            id,
            expiresAt(Body.read(body, BODY_BYTES)),
            caller.user(),
            audit.of(caller, Audit.REVOKE, id, null))
        .thenApplyAsync(
            done ->
                JsonData.compact(
                    JsonData.object()
                        .add("id", done.name())
                        .add("revokedAt", done.at().toString())
                        .add("until", done.until().toString())
                        .add("held", done.held())),
            answering);
  }

  private static @Nullable Instant expiresAt(byte[] body) {
    if (body.length == 0) {
      return null;
    }
    String text = Body.utf8(body);
    if (text == null
        || !(JsonData.parse(text) instanceof JsonObject said)
        || !Set.of(EXPIRES_AT).containsAll(said.keySet())) {
      throw Problem.badRequest("The body must be empty or {\"expiresAt\":\"...\"}.");
    }
    if (said.isEmpty()) {
      return null;
    }
    try {
      if (said.get(EXPIRES_AT) instanceof JsonString string) {
        Instant expiresAt = Instant.parse(string.getString());
        if (!expiresAt.isAfter(LAST)) {
          return expiresAt;
        }
      }
    } catch (DateTimeException e) {
      // refused below
    }
    throw Problem.badRequest("'expiresAt' must be a time such as \"2030-12-31T23:59:59Z\".");
  }
}
