package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.CallerJson;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.audit.AuditRecord;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.SessionDisconnected;
import io.reddot.message.SystemEvent.SessionRenewed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.concurrent.CompletionStage;

/** One session: continuing it with another token, and ending it. Thread-safe. */
@Path("sessions")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class SessionsResource {
  /** The longest name of a session in {@code hello}. */
  private static final int MAX_SESSION = 64;

  /** The approximate size of a change, in characters. */
  private static final int CHANGE = 512;

  @Inject private MessageLog log;
  @Inject private SessionRegistry registry;
  @Inject private Limits limits;
  @Inject private Audit audit;
  @Inject private AnsweringThreads answering;

  /**
   * {@code POST api/sessions/{session}/disconnect}, for operators: ends one session, of any node.
   * Its client is told not to reconnect; its token remains valid. The answer is 202, because the
   * node of the session finds the event in the log.
   */
  @POST
  @Path("{session}/disconnect")
  public CompletionStage<Response> disconnect(
      @PathParam("session") String session, @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators may disconnect sessions.");
    }
    limits.write(caller);
    if (session.length() > MAX_SESSION || !registry.connected(session)) {
      throw Problem.notFound(
          "No client with this session is connected; it may have left, and polls have no"
              + " connection.");
    }
    AuditRecord record = audit.of(caller, Audit.DISCONNECT, session, "session");
    return log.transactions()
        .change(
            2,
            CHANGE,
            record.after(
                transaction -> transaction.append(new SessionDisconnected(session), caller.user())))
        .thenApplyAsync(
            cursor ->
                Response.accepted(
                        JsonData.compact(
                            JsonData.object()
                                .add("session", session)
                                .add("cursor", cursor.toString())))
                    .build(),
            answering);
  }

  /**
   * {@code POST api/sessions/{session}/token}: continues the session with the token or ticket of
   * this call, which must belong to the same user. It serves transports whose clients cannot send
   * anything on their connection. Any node accepts it; the node of the session finds the event in
   * the log and sends {@code token} on the session. The answer is therefore 202: only {@code token}
   * confirms the renewal. For a session of another user, or one that has ended, the answer is 404
   * and nothing is stored.
   */
  @POST
  @Path("{session}/token")
  public CompletionStage<Response> renew(
      @PathParam("session") String session, @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    limits.write(caller);
    if (session.length() > MAX_SESSION || !registry.has(session, caller.user())) {
      throw Problem.notFound("You have no session with this id; it may have ended.");
    }
    return log.append(new SessionRenewed(session, CallerJson.of(caller)), caller.user())
        .thenApplyAsync(
            cursor ->
                Response.accepted(
                        JsonData.compact(
                            JsonData.object()
                                .add("session", session)
                                .add("expiresAt", caller.expiresAt().toString())
                                .add("cursor", cursor.toString())))
                    .build(),
            answering);
  }
}
