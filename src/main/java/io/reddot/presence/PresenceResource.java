package io.reddot.presence;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.SessionRegistry;
import io.reddot.json.JsonData;
import io.reddot.message.Problem;
import io.reddot.session.Session;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/presence} and {@code GET api/presence/{user}}: the users that are online on this
 * node, with their sessions by transport. Operators see all users; other callers see only
 * themselves.
 */
@Path("presence")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class PresenceResource {
  @Inject private SessionRegistry registry;
  @Inject private Limits limits;

  /**
   * @param user a name that cannot be part of a path
   */
  @GET
  public String everybody(
      @QueryParam("user") @Nullable String user, @Context SecurityContext security) {
    if (user != null) {
      return one(user, security);
    }
    Caller caller = (Caller) security.getUserPrincipal();
    limits.read(caller); // it examines all sessions
    Map<String, List<Session>> online =
        registry.sessions().stream()
            .filter(session -> session.user().indexOf('/') < 0) // not one of a shared subscription
            .filter(session -> caller.operator() || session.user().equals(caller.user()))
            .collect(Collectors.groupingBy(Session::user, TreeMap::new, Collectors.toList()));
    JsonArrayBuilder users = JsonData.array();
    online.forEach((name, sessions) -> users.add(user(name, sessions)));
    return JsonData.compact(JsonData.object().add("users", users));
  }

  @GET
  @Path("{user}")
  public String one(@PathParam("user") String user, @Context SecurityContext security) {
    Caller caller = (Caller) security.getUserPrincipal();
    if (!caller.operator() && !caller.user().equals(user)) {
      throw Problem.forbidden("You may see only your own presence.");
    }
    limits.read(caller);
    return JsonData.compact(
        user(
            user,
            registry.sessions().stream().filter(session -> session.user().equals(user)).toList()));
  }

  private static JsonObject user(String user, List<Session> sessions) {
    JsonArrayBuilder list = JsonData.array();
    for (Session session : sessions) {
      JsonArrayBuilder topics = JsonData.array();
      session.subscriptions().forEach(filter -> topics.add(filter.pattern()));
      list.add(
          JsonData.object()
              .add("session", session.id())
              .add("transport", session.transport())
              .add("since", session.since().toString())
              .add("topics", topics));
    }
    return JsonData.object()
        .add("user", user)
        .add("online", !sessions.isEmpty())
        .add("sessions", list)
        .build();
  }
}
