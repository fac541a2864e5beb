package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.web.Body;
import io.reddot.web.Limit;
import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Serves groups. {@code GET api/groups} lists all groups for an operator, and the caller's own
 * groups for other callers. {@code GET|POST api/groups/{group}/members} and {@code PUT|DELETE
 * api/groups/{group}/members/{user}} are for operators. Lists are in order of name; {@code after}
 * names the last one of the previous page. Thread-safe.
 */
@Path("groups")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class GroupsResource {
  private static final int MAX_LIMIT = 1_000;
  private static final int MAX_IMPORT = 1_000;
  private static final int IMPORT_BYTES = 1 << 20;

  @Inject private Groups groups;
  @Inject private MessageLog log;
  @Inject private AnsweringThreads answering;

  @GET
  public String groups(
      @DefaultValue("") @QueryParam("after") String after,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    Caller caller = caller(security);
    int most = Limit.parse(limit, MAX_LIMIT);
    if (caller.operator()) {
      Map<String, Long> all = groups.all(caller, after, most + 1);
      return InboxJson.numbered(
          "groups", "group", all, most, (one, members) -> one.add("members", members));
    }
    Map<String, Long> own = groups.of(caller); // never more than a page
    return InboxJson.numbered("groups", "group", own, own.size(), this::addSince);
  }

  /** As {@link #members}, with the name in the query: some names cannot be part of a path. */
  @GET
  @Path("members")
  public String membersOf(
      @QueryParam("group") @Nullable String group,
      @DefaultValue("") @QueryParam("after") String after,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    return members(Query.needed("group", group), after, limit, security);
  }

  /** As {@link #join}, with the names in the query. */
  @PUT
  @Path("members")
  public CompletionStage<String> joinNamed(
      @QueryParam("group") @Nullable String group,
      @QueryParam("user") @Nullable String user,
      @Context SecurityContext security) {
    return join(Query.needed("group", group), Query.needed("user", user), security);
  }

  /** As {@link #leave}, with the names in the query. */
  @DELETE
  @Path("members")
  public CompletionStage<String> leaveNamed(
      @QueryParam("group") @Nullable String group,
      @QueryParam("user") @Nullable String user,
      @Context SecurityContext security) {
    return leave(Query.needed("group", group), Query.needed("user", user), security);
  }

  @GET
  @Path("{group}/members")
  public String members(
      @PathParam("group") String group,
      @DefaultValue("") @QueryParam("after") String after,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    int most = Limit.parse(limit, MAX_LIMIT);
    Map<String, Long> members = groups.members(caller(security), group, after, most + 1);
    return InboxJson.numbered("members", "user", members, most, this::addSince);
  }

  private void addSince(JsonObjectBuilder one, long position) {
    one.add("since", log.cursor(position).toString());
  }

  @PUT
  @Path("{group}/members/{user}")
  public CompletionStage<String> join(
      @PathParam("group") String group,
      @PathParam("user") String user,
      @Context SecurityContext security) {
    return answer(groups.join(caller(security), group, user), group, user);
  }

  /** As {@link #importMembers}, with the name in the query. */
  @POST
  @Path("members")
  public CompletionStage<String> importMembersOf(
      @QueryParam("group") @Nullable String group,
      InputStream body,
      @Context SecurityContext security) {
    return importMembers(Query.needed("group", group), body, security);
  }

  /**
   * Adds the users of {@code {"users":["a","b"]}}, at most {@value #MAX_IMPORT}, all or none of
   * them.
   */
  @POST
  @Path("{group}/members")
  public CompletionStage<String> importMembers(
      @PathParam("group") String group, InputStream body, @Context SecurityContext security) {
    return groups
        .joinAll(
            caller(security),
            group,
            () -> InboxJson.users(Body.read(body, IMPORT_BYTES), MAX_IMPORT))
        .thenApplyAsync(
            added ->
                JsonData.compact(
                    JsonData.object()
                        .add("group", group)
                        .add("added", added)
                        .add("members", groups.size(group))),
            answering);
  }

  @DELETE
  @Path("{group}/members/{user}")
  public CompletionStage<String> leave(
      @PathParam("group") String group,
      @PathParam("user") String user,
      @Context SecurityContext security) {
    return answer(groups.leave(caller(security), group, user), group, user);
  }

  private CompletionStage<String> answer(CompletionStage<Cursor> done, String group, String user) {
    return done.thenApplyAsync(
        cursor ->
            JsonData.compact(
                JsonData.object()
                    .add("group", group)
                    .add("user", user)
                    .add("cursor", cursor.toString())),
        answering);
  }

  private static Caller caller(SecurityContext security) {
    return (Caller) security.getUserPrincipal();
  }
}
