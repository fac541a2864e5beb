package io.reddot.publish;

import io.reddot.access.Caller;
import io.reddot.hub.HistoryQuery;
import io.reddot.hub.ReadRequest;
import io.reddot.hub.Reading;
import io.reddot.hub.SessionRegistry;
import io.reddot.json.JsonData;
import io.reddot.message.JsonText;
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
 *       default. With {@code sender}, {@code event}, {@code from}, {@code until}, {@code text},
 *       {@code order} or {@code before} it is a search.
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
    Caller caller = caller(request);
    HistoryQuery search = HistoryQuery.parse(query, caller);
    ReadRequest readRequest = ReadRequest.of(caller, query.all("topic"), StartAfter.parse(after));
    int most = Limit.parse(limit, MAX_LIMIT);
    Reading page =
        search == null
            ? registry.readings().history(readRequest, most)
            : registry.readings().search(readRequest, search, most);
    String json =
        page.messages().stream()
            .map(each -> search == null ? each.json() : withSender(each, caller))
            .collect(
                Collectors.joining(
                    ",",
                    "{\"messages\":[",
                    "],\"cursor\":\"%s\",\"recovered\":%s,\"more\":%s}"
                        .formatted(page.cursor(), page.recovered(), page.more())));
    response.setContentType("application/json");
    Answer.give(response, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds the sender to what a search found, if the caller may know it. */
  private static String withSender(Envelope.OfMessage envelope, Caller caller) {
    String json = envelope.json();
    String sender = envelope.message().sender();
    return sender == null || !HistoryQuery.shows(caller, sender)
        ? json
        : json.substring(0, json.length() - 1) + ",\"sender\":" + JsonText.quote(sender) + '}';
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
