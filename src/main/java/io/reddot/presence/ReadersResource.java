package io.reddot.presence;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.Directory;
import io.reddot.hub.Inboxes;
import io.reddot.hub.Recipients;
import io.reddot.hub.SessionRegistry;
import io.reddot.json.JsonData;
import io.reddot.log.MessageLog;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.web.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/messages/{id}/readers}: for the sender of a message and for operators, the users
 * who have read it, page by page in order of name, the number of users that it is for, and of
 * sessions that it was delivered to by transport. The first page has the number of readers over
 * time, unless there are more than {@value #CURVE}. Thread-safe.
 */
@Path("messages/{id: .+}/readers")
@ApplicationScoped
public class ReadersResource {
  private static final int MAX_LIMIT = 1_000;

  /** The largest number of readers for which there is a curve: each one's events are read. */
  private static final int CURVE = 2_000;

  @Inject private MessageLog log;
  @Inject private SessionRegistry registry;
  @Inject private StoredLedger ledger;
  @Inject private Inboxes inboxes;
  @Inject private Recipients recipients;
  @Inject private Directory directory;
  @Inject private Limits limits;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String readers(
      @PathParam("id") String id,
      @DefaultValue("100") @QueryParam("limit") String limit,
      @DefaultValue("") @QueryParam("after") String after,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    int most = Limit.parse(limit, MAX_LIMIT);
    Caller caller = (Caller) security.getUserPrincipal();
    limits.read(caller);
    Message message = ReceiptAccess.find(log, caller, id, sender).message();
    long read = inboxes.readers(message);
    JsonObjectBuilder json =
        JsonData.object()
            .add("id", message.id())
            .add("topic", message.topic().name())
            .add("at", message.at().toString())
            .add("read", read);
    OptionalLong members = members(message);
    if (members.isPresent()) {
      json.add("members", members.getAsLong());
    } else {
      json.addNull("members");
    }
    JsonObjectBuilder handed = JsonData.object();
    ledger
        .ledger()
        .handedBy(message.topic(), message.position(), registry.sessions())
        .forEach(handed::add);
    json.add("handed", handed);
    List<String> names = recipients.readers(message, after, most + 1);
    page(json, message, names, most);
    if (after.isEmpty()) {
      json.add("curve", curve(message, read));
    }
    return JsonData.compact(json);
  }

  private void page(JsonObjectBuilder json, Message message, List<String> names, int most) {
    List<String> page = names.subList(0, Math.min(most, names.size()));
    Map<String, Instant> times = recipients.readAt(message, page);
    JsonArrayBuilder readers = JsonData.array();
    for (String name : page) {
      JsonObjectBuilder reader = JsonData.object().add("user", name);
      Instant at = times.get(name);
      if (at != null) {
        reader.add("readAt", at.toString());
      }
      readers.add(reader);
    }
    json.add("readers", readers);
    if (names.size() > most) {
      json.add("next", page.get(page.size() - 1));
    }
  }

  private JsonArrayBuilder curve(Message message, long read) {
    JsonArrayBuilder curve = JsonData.array();
    if (read > 0 && read <= CURVE) {
      List<String> all = recipients.readers(message, "", CURVE);
      ReadCurve.of(message.at(), recipients.readAt(message, all).values())
          .forEach(
              point ->
                  curve.add(
                      JsonData.object()
                          .add("at", point.at().toString())
                          .add("read", point.read())));
    }
    return curve;
  }

  private OptionalLong members(Message message) {
    Topic topic = message.topic();
    if (topic.user() != null) {
      return OptionalLong.of(1);
    }
    return topic.name().equals(Topic.EVERYONE) ? directory.size() : recipients.members(message);
  }
}
