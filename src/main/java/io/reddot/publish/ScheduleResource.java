package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.audit.AuditRecord;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.publish.ScheduleStore.Waiting;
import io.reddot.web.Limit;
import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lists and cancels scheduled messages, in the order of their times. Users see and cancel their own
 * messages; operators see and cancel all.
 *
 * <ul>
 *   <li>{@code GET api/scheduled?user=&after=&limit=}
 *   <li>{@code DELETE api/scheduled/{id}?sender=} or {@code DELETE api/scheduled?id=&sender=}; the
 *       sender is required if several have used the id
 *   <li>{@code PUT api/scheduled/{id}?sender=} or {@code PUT api/scheduled?id=&sender=}: replaces a
 *       message, if {@code If-Match} has its entity tag
 *   <li>{@code POST api/scheduled/release?user=&id=} and {@code DELETE api/scheduled?user=}, for
 *       operators: releases or cancels the messages that are held because their sender was
 *       disconnected or the token revoked; all of them, or the one with that id
 * </ul>
 */
@Path("scheduled")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class ScheduleResource {
  private static final int MAX_LIMIT = 1_000;

  @Inject private MessageLog log;
  @Inject private AnsweringThreads answering;
  @Inject private Limits limits;
  @Inject private Publisher publisher;
  @Inject private PublishRequests requests;
  @Inject private Audit audit;

  private ScheduleStore schedule() {
    return new ScheduleStore(log.transactions());
  }

  @GET
  public String list(
      @QueryParam("user") @Nullable String user,
      @QueryParam("after") @Nullable String after,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    limits.read(caller(security));
    List<Waiting> page =
        schedule()
            .list(whose(security, user), ScheduleJson.place(after), Limit.parse(limit, MAX_LIMIT));
    return ScheduleJson.page(page);
  }

  /** Cancels one message by an id that cannot be part of a path, or the held messages of a user. */
  @DELETE
  public CompletionStage<String> cancelNamedOrHeld(
      @QueryParam("id") @Nullable String id,
      @QueryParam("sender") @Nullable String sender,
      @QueryParam("user") @Nullable String user,
      @Context SecurityContext security) {
    return id == null && user != null
        ? cancelHeld(user, security)
        : cancel(Query.needed("id", id), sender, security);
  }

  @DELETE
  @Path("{id:.+}")
  public CompletionStage<String> cancel(
      @PathParam("id") String id,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    Caller caller = caller(security);
    limits.write(caller);
    String whose = whose(security, sender);
    AuditRecord record = audit.of(caller, Audit.SCHEDULE, id, "cancelled");
    if (whose != null) {
      return schedule().cancel(id, whose, record).thenApplyAsync(ScheduleJson::of, answering);
    }
    // An operator's own message takes precedence over others'.
    return schedule()
        .cancel(id, caller.user(), record)
        .handle(
            (own, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(own)
                    : schedule().cancel(id, null, record))
        .thenCompose(stage -> stage)
        .thenApplyAsync(ScheduleJson::of, answering);
  }

  /** As {@link #change}, for ids that cannot be part of a path. */
  @PUT
  public CompletionStage<Response> changeNamed(
      @QueryParam("id") @Nullable String id,
      @QueryParam("sender") @Nullable String sender,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      InputStream body,
      @Context SecurityContext security) {
    return change(Query.needed("id", id), sender, ifMatch, body, security);
  }

  @PUT
  @Path("{id:.+}")
  public CompletionStage<Response> change(
      @PathParam("id") String id,
      @QueryParam("sender") @Nullable String sender,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      InputStream body,
      @Context SecurityContext security) {
    Caller caller = caller(security);
    String whose = whose(security, sender);
    Set<String> tags = ScheduleJson.tags(ifMatch);
    byte[] json = requests.read(body);
    Submission to =
        publisher.parse(
            caller, json.length, () -> requests.drafts().replacement(json, id, caller.user()));
    return publisher
        .change(caller, id, whose, tags, to, audit.of(caller, Audit.SCHEDULE, id, "changed"))
        .thenApplyAsync(
            changed ->
                Response.ok(ScheduleJson.of(changed))
                    .header("ETag", '"' + ScheduleJson.tag(changed) + '"')
                    .build(),
            answering);
  }

  @POST
  @Path("release")
  public CompletionStage<String> release(
      @QueryParam("user") @Nullable String user,
      @QueryParam("id") @Nullable String id,
      @Context SecurityContext security) {
    return schedule()
        .release(held(user, security), id, record(security, user, "held messages released"))
        .thenApplyAsync(
            released -> JsonData.compact(JsonData.object().add("released", released)), answering);
  }

  private CompletionStage<String> cancelHeld(@Nullable String user, SecurityContext security) {
    return schedule()
        .cancelHeld(held(user, security), record(security, user, "held messages cancelled"))
        .thenApplyAsync(
            cancelled -> JsonData.compact(JsonData.object().add("cancelled", cancelled)),
            answering);
  }

  private AuditRecord record(SecurityContext security, @Nullable String user, String detail) {
    return audit.of(caller(security), Audit.SCHEDULE, "user/" + user, detail);
  }

  /** Returns the user whose held messages are meant; for operators only. */
  private String held(@Nullable String user, SecurityContext security) {
    limits.write(caller(security));
    if (!caller(security).operator()) {
      throw Problem.forbidden("Only operators may release or cancel held messages.");
    }
    return Query.needed("user", user);
  }

  /**
   * Returns the sender whose messages are meant; null: all senders.
   *
   * @throws Problem (403) if the caller may not see them
   */
  private static @Nullable String whose(SecurityContext security, @Nullable String user) {
    Caller caller = caller(security);
    if (caller.operator()) {
      return user;
    }
    if (user != null && !user.equals(caller.user())) {
      throw Problem.forbidden(
          "Only operators may see or cancel the scheduled messages of other users.");
    }
    return caller.user();
  }

  private static Caller caller(SecurityContext security) {
    return (Caller) security.getUserPrincipal();
  }
}
