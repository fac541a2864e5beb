package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.inbox.Inbox.Count;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.InboxPage;
import io.reddot.json.JsonData;
import io.reddot.log.AnsweringThreads;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Problem;
import io.reddot.web.Body;
import io.reddot.web.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Serves the caller's own inbox: {@code GET api/inbox}, {@code GET api/inbox/unread} and {@code
 * POST api/inbox/read|seen|unread|archive|unarchive}. Thread-safe.
 */
@Path("inbox")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class InboxResource {
  /** Enough for {@value Inbox#MAX_MESSAGES} ids, even if each character is escaped. */
  private static final int BODY_BYTES = 256 << 10;

  @Inject private Inbox inbox;
  @Inject private MessageLog log;
  @Inject private AnsweringThreads answering;

  @GET
  public String list(
      @DefaultValue("all") @QueryParam("filter") String filter,
      @QueryParam("event") @Nullable String event,
      @QueryParam("category") @Nullable String category,
      @QueryParam("before") @Nullable String before,
      @DefaultValue("50") @QueryParam("limit") String limit,
      @Context SecurityContext security) {
    Cursor from = before == null ? null : Cursor.parse(before);
    int most = Limit.parse(limit, Inbox.MAX_MESSAGES);
    InboxPage page = inbox.list(caller(security), filter(filter), event, category, from, most);
    return InboxJson.page(page, log.cursor(page.unread().position()));
  }

  private static InboxFilter filter(String name) {
    return switch (name) {
      case "all" -> InboxFilter.ALL;
      case "unread" -> InboxFilter.UNREAD;
      case "archived" -> InboxFilter.ARCHIVED;
      default -> throw Problem.badRequest("'filter' must be all, unread or archived.");
    };
  }

  @GET
  @Path("unread")
  public String unread(@Context SecurityContext security) {
    return JsonData.compact(inbox.unread(caller(security)).json());
  }

  @POST
  @Path("read")
  public CompletionStage<String> read(InputStream body, @Context SecurityContext security) {
    return answer(Markings.read(inbox, caller(security), json(body)));
  }

  @POST
  @Path("seen")
  public CompletionStage<String> seen(InputStream body, @Context SecurityContext security) {
    return answer(Markings.seen(inbox, caller(security), json(body)));
  }

  @POST
  @Path("{mark:unread|archive|unarchive}")
  public CompletionStage<String> mark(
      @PathParam("mark") String name, InputStream body, @Context SecurityContext security) {
    Mark mark =
        switch (name) {
          case "unread" -> Mark.UNREAD;
          case "archive" -> Mark.ARCHIVE;
          default -> Mark.UNARCHIVE;
        };
    return answer(Markings.mark(inbox, caller(security), mark, json(body)));
  }

  private CompletionStage<String> answer(CompletionStage<Count> count) {
    return count.thenApplyAsync(each -> JsonData.compact(each.json()), answering);
  }

  private static JsonObject json(InputStream body) {
    return Markings.parse(Body.read(body, BODY_BYTES));
  }

  private static Caller caller(SecurityContext security) {
    return (Caller) security.getUserPrincipal();
  }
}
