package io.reddot.presence;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.AllNodes;
import io.reddot.json.JsonData;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import io.reddot.presence.PresenceStore.LeasedNode;
import io.reddot.web.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/presence} and {@code GET api/presence/{user}}: the users that are online on any
 * node, with their sessions. What other nodes know is a few seconds old. Operators see all users;
 * other callers see only themselves.
 *
 * <p>{@code GET api/presence?transport=&node=&limit=&after=} selects sessions. A page has at most
 * {@code limit} sessions (default 500, at most 1,000) of whole users; {@code next}, if present, is
 * the {@code after} of the next page. Thread-safe.
 */
@Path("presence")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class PresenceResource {
  private static final int MAX_SESSIONS = 1_000;

  @Inject private MessageLog log;
  @Inject private StoredLedger stored;
  @Inject private Limits limits;

  /**
   * @param user a name that cannot be part of a path
   */
  @GET
  public String everybody(
      @QueryParam("user") @Nullable String user,
      @QueryParam("transport") @Nullable String transport,
      @QueryParam("node") @Nullable String node,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("500") String limit,
      @Context SecurityContext security) {
    if (user != null) {
      return one(user, security);
    }
    Caller caller = (Caller) security.getUserPrincipal();
    int size = Limit.parse(limit, MAX_SESSIONS);
    limits.read(caller); // it examines all sessions of this node
    String only = caller.operator() ? null : caller.user();
    Presence presence = stored.presence();
    Presence.Page page = presence.page(new PresenceQuery(only, transport, node, after, size));
    Map<String, LeasedNode> nodes = presence.nodes();
    Map<String, List<OnlineSession>> online = new LinkedHashMap<>();
    page.sessions()
        .forEach(each -> online.computeIfAbsent(each.user(), name -> new ArrayList<>()).add(each));
    JsonArrayBuilder users = JsonData.array();
    online.forEach((name, sessions) -> users.add(user(name, sessions, nodes)));
    JsonObjectBuilder answer = JsonData.object().add("users", users);
    if (caller.operator()) {
      JsonArrayBuilder list = JsonData.array();
      nodes.values().forEach(each -> list.add(node(presence.state(each))));
      answer.add("nodes", list);
    }
    if (page.next() != null) {
      answer.add("next", page.next());
    }
    return JsonData.compact(answer);
  }

  @GET
  @Path("{user}")
  public String one(@PathParam("user") String user, @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator() && !caller.user().equals(user)) {
      throw Problem.forbidden("You may see only your own presence.");
    }
    limits.read(caller);
    Presence presence = stored.presence();
    Presence.Page page = presence.page(new PresenceQuery(user, null, null, "", MAX_SESSIONS));
    return JsonData.compact(user(user, page.sessions(), presence.nodes()));
  }

  private static JsonObject node(AllNodes.State node) {
    return JsonData.object()
        .add("node", node.name())
        .add("since", node.started().toString())
        .add("seenAt", node.seenAt().toString())
        .add("sessions", node.sessions())
        .build();
  }

  private JsonObject user(
      String user, List<OnlineSession> sessions, Map<String, LeasedNode> nodes) {
    long head = log.head();
    JsonArrayBuilder list = JsonData.array();
    sessions.forEach(each -> list.add(session(each, nodes.get(each.node()), head)));
    return JsonData.object()
        .add("user", user)
        .add("online", !sessions.isEmpty())
        .add("sessions", list)
        .build();
  }

  private static JsonObject session(OnlineSession session, @Nullable LeasedNode node, long head) {
    JsonObjectBuilder json =
        JsonData.object()
            .add("session", session.session())
            .add("transport", session.transport())
            .add("connected", session.connected())
            .add("since", session.since().toString());
    if (node != null) {
      json.add("node", node.name());
    }
    return json.add("device", session.device())
        .add("address", session.address())
        .add("behind", session.behind(head))
        .add("outboxBytes", session.outboxBytes())
        .add("topics", JsonData.array(session.topics()))
        .build();
  }
}
