package io.reddot.presence;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.Directory;
import io.reddot.hub.Inboxes;
import io.reddot.hub.Recipients;
import io.reddot.hub.SessionRegistry;
import io.reddot.json.JsonData;
import io.reddot.log.MessageLog;
import io.reddot.log.StoredMessage;
import io.reddot.message.Message;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Session;
import io.reddot.session.SubscribedRange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/messages/{id}/receipts}: the receipts of a message, for its sender and for
 * operators: the number of sessions that it was delivered to, and the number of users who have read
 * it. With {@code user=}, the same for one user; operators and the user itself also see the user's
 * sessions since then, for each whether the message was delivered, and if not, why, and one verdict
 * on them all ({@link WhyNot}).
 */
@Path("messages/{id: .+}/receipts")
@ApplicationScoped
public class ReceiptsResource {
  private static final int SESSIONS = 100;

  private final InstantSource clock = InstantSource.system();
  @Inject private MessageLog log;
  @Inject private SessionRegistry registry;
  @Inject private StoredLedger ledger;
  @Inject private Inboxes inboxes;
  @Inject private Recipients recipients;
  @Inject private Directory directory;
  @Inject private Limits limits;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String receipts(
      @PathParam("id") String id,
      @QueryParam("user") @Nullable String user,
      @QueryParam("sender") @Nullable String sender,
      @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    limits.read(caller);
    StoredMessage found = ReceiptAccess.find(log, caller, id, sender);
    Message message = found.message();
    List<Session> sessions = registry.sessions();
    JsonObjectBuilder receipts =
        JsonData.object()
            .add("id", message.id())
            .add("cursor", message.cursor().toString())
            .add("topic", message.topic().name())
            .add("at", message.at().toString())
            .add("handed", ledger.ledger().handed(message.topic(), message.position(), sessions))
            .add("read", inboxes.readers(message))
            .add("recalled", found.recalledBy() != null);
    if (user != null) {
      boolean whole = caller.operator() || caller.user().equals(user);
      receipts.add("user", user(user, found, sessions, whole));
    }
    return JsonData.compact(receipts);
  }

  /**
   * @param whole whether to list the sessions: like presence, they are for operators and the user
   *     itself only
   */
  private JsonObject user(String user, StoredMessage found, List<Session> sessions, boolean whole) {
    Message message = found.message();
    List<DeliveryRecord> records = ledger.ledger().of(user, message.at(), SESSIONS, sessions);
    JsonObjectBuilder said = JsonData.object().add("user", user);
    Instant readAt = inboxes.readAt(message, user).orElse(null);
    if (readAt != null) {
      said.add("readAt", readAt.toString());
    }
    said.add(
        "handed",
        records.stream()
            .filter(record -> record.handed(message.topic(), message.position()))
            .count());
    if (whole) {
      said.add("verdict", whyNot(user, found, readAt, records, sessions).verdict().json());
      JsonArrayBuilder list = JsonData.array();
      records.forEach(record -> list.add(session(record, message)));
      said.add("sessions", list);
    }
    return said.build();
  }

  private WhyNot whyNot(
      String user,
      StoredMessage found,
      @Nullable Instant readAt,
      List<DeliveryRecord> records,
      List<Session> sessions) {
    Message message = found.message();
    Message recall = found.recalledBy() == null ? null : log.at(found.recalledBy());
    return new WhyNot(
        user,
        message,
        found.recalledBy() != null,
        recall == null ? null : recall.at(),
        recipients.standing(message, user),
        recipients.state(message, user),
        readAt,
        directory.user(user),
        sessions.stream()
            .filter(session -> session.user().equals(user))
            .map(registry::caller)
            .anyMatch(caller -> caller != null && caller.mayHave(message)),
        records,
        ledger.refusals().of(user),
        clock.instant());
  }

  private JsonObject session(DeliveryRecord record, Message message) {
    JsonArrayBuilder topics = JsonData.array();
    record.subscribed().stream()
        .map(SubscribedRange::filter)
        .distinct()
        .forEach(filter -> topics.add(filter.pattern()));
    JsonObjectBuilder session =
        JsonData.object()
            .add("session", record.identity().id())
            .add("transport", record.identity().transport())
            .add("device", record.identity().device())
            .add("since", record.since().toString());
    Instant until = record.until();
    if (until != null) {
      session.add("until", until.toString());
    }
    session
        .add("topics", topics)
        .add("start", log.cursor(record.start()).toString())
        .add("through", log.cursor(record.through()).toString());
    if (record.goodbye() != null) {
      session.add("goodbye", record.goodbye().reason());
    }
    boolean handed = record.handed(message.topic(), message.position());
    session.add("handed", handed);
    if (!handed) {
      session.add("why", why(record, message));
    }
    return session.build();
  }

  /** Explains why a message was not delivered to a session. */
  private static String why(DeliveryRecord record, Message message) {
    if (message.position() <= record.start()) {
      return "The session began after the message.";
    }
    Instant until = record.until();
    if (until != null && until.isBefore(message.at())) {
      return "The session ended before the message was published.";
    }
    if (!record.subscribedTo(message.topic(), message.position())) {
      return "The session was not subscribed to the topic.";
    }
    return until == null
        ? "The client has not received the message yet, or the message was deleted first."
        : "The session ended before the client received the message, or the message was deleted"
            + " first.";
  }
}
