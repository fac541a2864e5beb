package io.reddot.transport.websocket;

import io.reddot.access.Authentication;
import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.SessionCommand;
import io.reddot.hub.SessionRegistry;
import io.reddot.json.JsonData;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import io.reddot.publish.Drafts;
import io.reddot.publish.Publisher;
import io.reddot.publish.Way;
import io.reddot.session.Envelope;
import io.reddot.session.Session;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands that clients send on a WebSocket, one JSON object a frame: {@code subscribe}
 * (with {@code topic} and maybe {@code conflate}) and {@code unsubscribe} (with {@code topic}),
 * {@code publish} (with a message's members), {@code token} (replaces the session's token with
 * another one of the same user, or with a ticket), {@code ping}, and each {@link SessionCommand}.
 * Every command gets a reply, which repeats the client's {@code ref} if it sent one. The reply to
 * an invalid command is {@code error}; the command changes nothing. Thread-safe.
 */
final class Commands {
  private final SessionRegistry registry;
  private final Publisher publisher;
  private final Map<String, SessionCommand> ofFeatures = new TreeMap<>();
  private final Authentication authentication;
  private final Limits limits;
  private final Executor answering;
  private final Drafts drafts;
  private final int depth;

  Commands(
      SessionRegistry registry,
      Publisher publisher,
      Iterable<SessionCommand> ofFeatures,
      Authentication authentication,
      Limits limits,
      Executor answering,
      int depth) {
    this.registry = registry;
    this.publisher = publisher.by(Way.WEBSOCKET);
    ofFeatures.forEach(command -> this.ofFeatures.put(command.type(), command));
    this.authentication = authentication;
    this.limits = limits;
    this.answering = answering;
    this.drafts = new Drafts(InstantSource.system(), depth);
    this.depth = Math.min(depth, JsonData.MAX_DEPTH);
  }

  /**
   * The state of a client.
   *
   * @param rate the rate of the client's frames
   * @param renewing whether a token that the client sent is being checked
   */
  record Client(Session session, FrameRate rate, AtomicBoolean renewing) {
    Client(Session session) {
      this(session, new FrameRate(System.nanoTime()), new AtomicBoolean());
    }
  }

  void take(Client client, String text) {
    JsonValue ref = null;
    try {
      JsonObject command = parse(text);
      ref = ref(command);
      take(client, command, text.length(), ref);
    } catch (Problem problem) {
      client.session().reply(error(ref, problem));
    }
  }

  private void take(Client client, JsonObject command, int size, @Nullable JsonValue ref) {
    Session session = client.session();
    String type = string(command, "type");
    switch (type) {
      case "subscribe" -> {
        TopicFilter filter = new TopicFilter(string(command, "topic"));
        boolean conflate = conflates(command);
        limits.read(caller(session)); // limited: a subscription delays fan-out for a moment
        Cursor cursor = registry.subscribe(session, filter);
        session.conflate(filter, conflate);
        JsonObjectBuilder members = topic(filter).add("cursor", cursor.toString());
        session.reply(reply("subscribed", ref, conflate ? members.add("conflate", true) : members));
      }
      case "unsubscribe" -> {
        TopicFilter filter = new TopicFilter(string(command, "topic"));
        registry.unsubscribe(session, filter);
        session.reply(reply("unsubscribed", ref, topic(filter)));
      }
      case "publish" -> publish(session, command, size, ref);
      case "token" -> renew(client, string(command, "token"), ref);
      case "ping" -> session.reply(reply("pong", ref, JsonData.object()));
      default -> run(ofFeature(type), session, command, ref);
    }
  }

  /** Returns the caller with the rights of its current token. */
  private Caller caller(Session session) {
    Caller caller = registry.caller(session);
    if (caller == null) {
      throw Problem.unauthorized("The session has ended.");
    }
    return caller;
  }

  private void renew(Client client, String credential, @Nullable JsonValue ref) {
    String address = caller(client.session()).address();
    if (!client.renewing().compareAndSet(false, true)) {
      throw new Problem(429, "The previous token is still being checked: wait for its reply.");
    }
    Session session = client.session();
    CompletableFuture<JsonObjectBuilder> renewed =
        authentication.check(
            () -> {
              Caller fresh = limits.logIn(address, gate -> authentication.caller(credential, gate));
              return renewed(fresh, registry.renew(session, fresh));
            });
    answer(
        session,
        renewed.whenComplete((members, failure) -> client.renewing().set(false)),
        members -> reply("token", ref, members),
        ref);
  }

  private static JsonObjectBuilder renewed(Caller fresh, List<TopicFilter> unsubscribed) {
    JsonObjectBuilder members = JsonData.object().add("expiresAt", fresh.expiresAt().toString());
    return unsubscribed.isEmpty()
        ? members
        : members.add(
            "unsubscribed",
            JsonData.array(unsubscribed.stream().map(TopicFilter::pattern).toList()));
  }

  private void publish(Session session, JsonObject command, int size, @Nullable JsonValue ref) {
    Caller caller = caller(session);
    answer(
        session,
        publisher.publish(
            caller,
            publisher.parse(
                caller, size, () -> List.of(drafts.read(said(command), caller.user())))),
        accepted -> reply("published", ref, Drafts.answer(accepted.get(0))),
        ref);
  }

  private SessionCommand ofFeature(String type) {
    SessionCommand command = ofFeatures.get(type);
    if (command == null) {
      List<String> types = new ArrayList<>(List.of("subscribe", "unsubscribe", "publish"));
      types.addAll(ofFeatures.keySet());
      types.add("token");
      throw Problem.badRequest("Unknown type: use " + String.join(", ", types) + " or ping.");
    }
    return command;
  }

  private void run(
      SessionCommand command, Session session, JsonObject members, @Nullable JsonValue ref) {
    answer(
        session,
        command.run(caller(session), said(members)),
        reply -> reply(command.type(), ref, reply),
        ref);
  }

  /** Returns the members of a command without its type and ref. */
  private static JsonObject said(JsonObject command) {
    return Json.createObjectBuilder(command).remove("type").remove("ref").build();
  }

  private <T> void answer(
      Session session,
      CompletionStage<T> done,
      Function<T, Envelope.Reply> reply,
      @Nullable JsonValue ref) {
    done.whenCompleteAsync(
        (result, failure) -> {
          if (failure == null) {
            session.reply(reply.apply(result));
          } else {
            session.reply(error(ref, Publisher.problem(failure)));
          }
        },
        answering);
  }

  private JsonObject parse(String text) {
    if (JsonData.parse(text, depth) instanceof JsonObject command) {
      return command;
    }
    throw Problem.badRequest("A frame must contain one JSON object with a 'type'.");
  }

  private static String string(JsonObject command, String name) {
    if (command.get(name) instanceof JsonString string) {
      return string.getString();
    }
    throw Problem.badRequest("'" + name + "' is missing or not a string.");
  }

  private static boolean conflates(JsonObject command) {
    JsonValue said = command.getOrDefault("conflate", JsonValue.FALSE);
    if (said.equals(JsonValue.TRUE) || said.equals(JsonValue.FALSE)) {
      return said.equals(JsonValue.TRUE);
    }
    throw Problem.badRequest("'conflate' must be true or false.");
  }

  private static @Nullable JsonValue ref(JsonObject command) {
    JsonValue ref = command.get("ref");
    if (ref == null || ref instanceof JsonNumber || ref instanceof JsonString) {
      return ref;
    }
    throw Problem.badRequest("'ref' must be a string or a number.");
  }

  private static JsonObjectBuilder topic(TopicFilter filter) {
    return JsonData.object().add("topic", filter.pattern());
  }

  private static Envelope.Reply reply(
      String type, @Nullable JsonValue ref, JsonObjectBuilder members) {
    JsonObjectBuilder reply = JsonData.object().add("type", type);
    if (ref != null) {
      reply.add("ref", ref);
    }
    return new Envelope.Reply(type, JsonData.compact(reply.addAll(members)));
  }

  private static Envelope.Reply error(@Nullable JsonValue ref, Problem problem) {
    JsonObjectBuilder members =
        JsonData.object().add("status", problem.status()).add("detail", problem.detail());
    Duration retryAfter = problem.retryAfter();
    return reply(
        "error",
        ref,
        retryAfter == null ? members : members.add("retryAfter", retryAfter.toMillis()));
  }
}
