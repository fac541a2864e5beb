package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.hub.ReadRequest;
import io.reddot.hub.Reading;
import io.reddot.hub.SessionRegistry;
import io.reddot.json.JsonData;
import io.reddot.message.StartAfter;
import io.reddot.message.TraceParent;
import io.reddot.session.Envelope;
import io.reddot.web.Answer;
import io.reddot.web.Limit;
import io.reddot.web.Query;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The messages of the log:
 *
 * <ul>
 *   <li>{@code GET api/messages?topic=FILTER&after=&limit=}: the messages that the caller may read,
 *       oldest first, in pages. Unlike a subscription, it begins at the earliest message by
 *       default.
 *   <li>{@code POST api/messages}: publishes one message, or an array of them (all or none), now or
 *       later.
 *   <li>{@code DELETE api/messages?id=&sender=}: recalls a message, as {@link RecallResource}.
 * </ul>
 *
 * <p>This is a servlet and not a JAX-RS resource: JAX-RS used more CPU for a publication than all
 * other code together. The door ({@link io.reddot.web.Door}) has read the body without a waiting
 * thread and answers the problems that are thrown here. Thread-safe.
 */
@WebServlet(
    urlPatterns = {"/api/messages", "/api/messages/"},
    asyncSupported = true)
public class MessagesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LIMIT = 1_000;

  @Inject private transient PublishRequests requests;
  @Inject private transient Recalls recalls;
  @Inject private transient SessionRegistry registry;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Query query = Query.parse(request.getQueryString());
    String after = Objects.requireNonNullElse(query.first("after"), "earliest");
    String limit = Objects.requireNonNullElse(query.first("limit"), "100");
    ReadRequest readRequest =
        ReadRequest.of(caller(request), query.all("topic"), StartAfter.parse(after));
    Reading page = registry.readings().history(readRequest, Limit.parse(limit, MAX_LIMIT));
    String json =
        page.messages().stream()
            .map(Envelope::json)
            .collect(
                Collectors.joining(
                    ",",
                    "{\"messages\":[",
                    "],\"cursor\":\"%s\",\"recovered\":%s,\"more\":%s}"
                        .formatted(page.cursor(), page.recovered(), page.more())));
    response.setContentType("application/json");
    Answer.give(response, json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Caller caller = caller(request);
    byte[] json = requests.read(request.getInputStream());
    TraceParent trace = TraceParent.orNull(request.getHeader(TraceParent.NAME));
    boolean array = Drafts.isArray(json);
    CompletionStage<String> answer =
        requests.publish(
            Way.HTTP,
            caller,
            json.length,
            () ->
                requests.drafts().read(json, caller.user()).stream()
                    .map(each -> each.traced(trace))
                    .toList(),
            accepted -> array ? all(accepted) : JsonData.compact(Drafts.answer(accepted.get(0))));
    new PendingAnswer(request.startAsync()).with(answer);
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Query query = Query.parse(request.getQueryString());
    String id = Query.needed("id", query.first("id"));
    CompletionStage<String> answer = recalls.recall(caller(request), id, query.first("sender"));
    new PendingAnswer(request.startAsync()).with(answer);
  }

  private static String all(List<Acceptance> accepted) {
    JsonArrayBuilder all = JsonData.array();
    accepted.forEach(each -> all.add(Drafts.answer(each)));
    return JsonData.compact(all.build());
  }

  private static Caller caller(HttpServletRequest request) {
    return (Caller) request.getUserPrincipal();
  }
}
