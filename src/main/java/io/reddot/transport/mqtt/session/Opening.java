package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.reddot.access.Caller;
import io.reddot.log.SessionStore;
import io.reddot.log.SessionStore.InFlight;
import io.reddot.log.SessionStore.StoredSession;
import io.reddot.message.CallerLog;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.MqttWire;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.packet.Will;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * From CONNECT to CONNACK: who is it, whose session is it, what did an earlier connection leave. On
 * its connection's line, but for what has to wait: who it is, and what the log says.
 */
final class Opening {
  private static final System.Logger LOGGER = System.getLogger(Opening.class.getName());
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Of a silence that is allowed, so much more is borne (MQTT-3.1.2-22). */
  private static final double PATIENCE = 1.5;

  private final MqttBroker broker;
  private final MqttConnection connection;
  private final Line line;
  private final MqttConnectMessage packet;
  private final Connect client;
  private final String clientId;
  private final Duration expiry;

  /** Who it is, once that is known; so the next two. */
  private @Nullable Caller caller;

  private String key = "";
  private @Nullable Will will;

  /** Which the store gave the will; 0: there is none, or it is not stored yet. */
  private long willNumber;

  /**
   * @throws Refusal if the client is not let in
   */
  Opening(MqttBroker broker, MqttConnection connection, MqttConnectMessage packet) {
    this.broker = broker;
    this.connection = connection;
    this.line = connection.line();
    this.packet = packet;
    this.client = Connect.of(packet, broker.settings().terse());
    this.clientId = client.clientId().isEmpty() ? newId() : client.clientId();
    this.expiry = broker.expiry(client.expiry());
  }

  /** Who it is; that may take its time. */
  private Caller caller() {
    String token = client.token();
    try {
      return broker
          .limits()
          .logIn(
              line.address(),
              gate -> token == null ? guest() : broker.authentication().caller(token, gate));
    } catch (Problem problem) {
      throw new Refusal(refused(problem.status(), token), problem.detail());
    }
  }

  private static Reason refused(int status, @Nullable String token) {
    if (status == 503) {
      return Reason.SERVER_UNAVAILABLE;
    }
    if (status == 429) {
      return Reason.CONNECTION_RATE_EXCEEDED;
    }
    return token == null ? Reason.NOT_AUTHORIZED : Reason.BAD_USER_OR_PASSWORD;
  }

  private Caller guest() {
    Caller guest = broker.authentication().withoutToken();
    if (!line.guest()) {
      throw Problem.unauthorized(
          "A token is needed: the demo takes those without from the server's own machine only.");
    }
    return guest;
  }

  private @Nullable Will will(Caller known) {
    try {
      Will left =
          broker.drafting().will(packet, key, known.user(), broker.settings().payloadBytes());
      if (left != null) {
        int most = broker.settings().willBytes();
        if (left.draft().size() > most) {
          throw Problem.tooLarge(
              "with its topic and properties it may have %,d bytes.".formatted(most));
        }
        // Storing it counts as publishing does. The grants and the rate are asked again when it is
        // due; now there is still a client that can be told.
        broker.publisher().admit(known, List.of(left.draft()));
      }
      return left;
    } catch (Problem problem) {
      throw new Refusal(Reason.of(problem), "The will: " + problem.detail());
    }
  }

  private static String newId() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Before anything is kept for the client, a will too. */
  private void checkLimits(Caller known) {
    try {
      line.identify(known.user());
    } catch (Problem full) {
      throw new Refusal(Reason.QUOTA_EXCEEDED, full.detail());
    }
    try {
      broker.limits().identify(known);
    } catch (Problem tooMany) {
      throw new Refusal(Reason.CONNECTION_RATE_EXCEEDED, tooMany.detail());
    }
    try {
      if (!broker.owned(key)) { // else the connection before makes room
        broker.limits().room(known);
      }
    } catch (Problem full) {
      throw new Refusal(Reason.QUOTA_EXCEEDED, full.detail());
    }
  }

  void begin() {
    connection.opening();
    CompletableFuture<Left> unused =
        broker
            .authentication()
            .check(this::caller)
            .thenComposeAsync(this::own, line)
            .thenComposeAsync(released -> stored(), broker.readers())
            .thenApplyAsync(this::withMessages, broker.readers())
            .whenCompleteAsync(this::opened, line);
  }

  /** It is known who it is: the session is this connection's, if it may have one. */
  private CompletionStage<Void> own(Caller found) {
    Caller known = found.on(clientId).at(line.address());
    caller = known;
    key = known.user() + "/" + clientId;
    checkLimits(known);
    will = will(known);
    try {
      broker.registry().check(known, List.of());
    } catch (Problem goingDown) {
      throw new Refusal(Reason.SERVER_UNAVAILABLE, goingDown.detail());
    }
    return broker.own(key, connection);
  }

  /**
   * What is stored of the session, with the client's own will, and those of earlier connections
   * decided about; null: it ends with the connection, and nothing was there.
   */
  private CompletionStage<@Nullable StoredSession> stored() {
    if (connection.ended()) {
      // Nor may it take the session from the connection that has come after it.
      return CompletableFuture.failedFuture(new IllegalStateException("the client has left"));
    }
    SessionStore store = broker.log().sessions();
    Caller known = Objects.requireNonNull(caller);
    if (expiry.isZero() && !store.exists(key)) {
      return broker
          .wills()
          .open(key, false, will, known, expiry)
          .thenApply(
              number -> {
                willNumber = number;
                return null;
              });
    }
    Instant until = DurableSession.whileConnected(expiry, broker.clock().instant());
    return broker
        .wills()
        .open(store, key, client.cleanStart(), until, will, known, expiry)
        .thenApply(
            opened -> {
              willNumber = opened.will();
              return opened.session();
            });
  }

  /** With the messages that are in flight to the client. */
  private Left withMessages(@Nullable StoredSession stored) {
    Caller known = Objects.requireNonNull(caller);
    Map<Long, Message> messages = new HashMap<>();
    if (stored != null) {
      for (InFlight one : stored.inFlight()) {
        Message message = one.out() && !one.released() ? broker.log().at(one.position()) : null;
        if (message != null && known.mayHave(message)) { // it may read less than it did
          messages.put(one.position(), message);
        }
      }
    }
    return new Left(stored, messages, stored == null || whole(stored));
  }

  /** Whether nothing that it would have got was trimmed while nobody was connected. */
  private boolean whole(StoredSession stored) {
    List<TopicFilter> filters =
        SubscriptionJson.parse(stored.state(), Objects.requireNonNull(caller).user()).stream()
            .map(Subscription::filter)
            .toList();
    return !broker.log().trimmed(filters, stored.position());
  }

  /**
   * What an earlier connection left.
   *
   * @param whole whether retention has left all of it
   */
  private record Left(
      @Nullable StoredSession session, Map<Long, Message> messages, boolean whole) {}

  private void opened(@Nullable Left left, @Nullable Throwable failure) {
    if (left == null || connection.ended()) {
      broker.left(connection, key); // which it may own already, and nobody else would say
      if (willNumber > 0) {
        broker.wills().discard(willNumber);
      }
    }
    if (left == null && connection.ended()) {
      return;
    }
    Throwable cause = failure == null ? null : Problem.cause(failure);
    if (cause instanceof Refusal refusal) {
      connection.refuse(refusal);
      return;
    }
    if (cause instanceof Problem problem) {
      connection.refuse(new Refusal(Reason.ofOpening(problem), problem.detail()));
      return;
    }
    Caller known = caller;
    if (left == null || known == null) {
      CallerLog.SHARED.log(
          LOGGER,
          Level.ERROR,
          "could not open a session",
          line.address(),
          client.toString(),
          failure);
      connection.refuse(
          new Refusal(Reason.SERVER_UNAVAILABLE, "The session could not be opened; try again."));
      return;
    }
    StoredSession stored = left.session;
    long epoch = stored == null ? 0 : stored.epoch();
    DurableSession durable =
        new DurableSession(broker.log().sessions(), broker.clock(), key, epoch, expiry);
    if (connection.ended()) {
      if (stored != null) { // the client left before its session was open, which stays as it was
        durable.leave(stored.position(), stored.state(), List.of());
      }
      return;
    }
    boolean resumed = stored != null && stored.resumed();
    ClientSubscriptions subscribed =
        new ClientSubscriptions(key, client.version5() ? MqttWire.VERSION_5 : MqttWire.VERSION_3);
    MqttSession session =
        new MqttSession(
            broker, connection, client.withoutToken(), known, durable, subscribed, held());
    if (stored != null && epoch > 0) {
      broker.kept(key, epoch);
      takeUp(known, stored, subscribed);
    }
    line.send(session.packets().connAck(resumed, said(stored, left.whole)));
    if (stored != null) {
      session.inbound().resume(stored.inFlight());
      session
          .outbound()
          .resume(stored.position(), stored.exactPosition(), stored.inFlight(), left.messages);
    }
    join(session, stored);
  }

  private Will.@Nullable Held held() {
    Will left = will;
    return left == null ? null : new Will.Held(willNumber, left.delay());
  }

  /** What an earlier connection was subscribed to, as far as the caller may read it still. */
  private void takeUp(Caller known, StoredSession stored, ClientSubscriptions subscribed) {
    for (Subscription one : SubscriptionJson.parse(stored.state(), known.user())) {
      try {
        if (one.owner() == null && one.of(known).owner() != null) {
          throw Problem.forbidden("The token names the group no more.");
        }
        if (broker.settings().refuses(one.filter())) {
          throw Subscribing.refusedByTheServer();
        }
        broker.registry().check(known, List.of(one.filter()));
        subscribed.put(one);
      } catch (Problem problem) {
        CallerLog.SHARED.log(
            LOGGER, Level.INFO, "not subscribed any more", known.user(), problem.detail());
        if (one.share() != null) { // else the group would wait for it
          CompletionStage<Boolean> unused = broker.log().shares().drop(one.group(), key);
        }
      }
    }
  }

  private void join(MqttSession session, @Nullable StoredSession stored) {
    StartAfter start =
        stored == null
            ? StartAfter.LATEST
            : StartAfter.cursor(broker.log().cursor(stored.position()));
    try {
      session.join(start);
    } catch (Problem problem) {
      connection.refuse(new Refusal(Reason.of(problem), problem.detail()));
      return;
    }
    connection.opened(session, silence());
    for (Subscription one : session.subscribed().all()) {
      if (one.share() != null) {
        session.subscribing().rejoin(one);
      }
    }
  }

  private @Nullable Duration silence() {
    int seconds = keepAlive();
    return seconds == 0 ? null : Duration.ofMillis((long) (1000 * PATIENCE * seconds));
  }

  /** Only a client of MQTT 5 can be told another one than it asked for. */
  private int keepAlive() {
    int most = broker.settings().keepAlive();
    boolean tooLong = client.keepAlive() == 0 || client.keepAlive() > most;
    return client.version5() && tooLong ? most : client.keepAlive();
  }

  private MqttProperties said(@Nullable StoredSession stored, boolean whole) {
    MqttProperties said = new MqttProperties();
    if (!client.version5()) {
      return said;
    }
    MqttSettings settings = broker.settings();
    String method = client.method();
    if (method != null) {
      said.add(new StringProperty(MqttProperties.AUTHENTICATION_METHOD, method)); // 4.12.0-5
    }
    if (expiry.toSeconds() != client.expiry()) {
      said.add(
          new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, (int) expiry.toSeconds()));
    }
    said.add(new IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, settings.receiveMaximum()));
    said.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, settings.packetBytes()));
    if (client.clientId().isEmpty()) {
      said.add(new StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, clientId));
    }
    said.add(new IntegerProperty(MqttProperties.TOPIC_ALIAS_MAXIMUM, settings.topicAliases()));
    if (keepAlive() != client.keepAlive()) {
      said.add(new IntegerProperty(MqttProperties.SERVER_KEEP_ALIVE, keepAlive()));
    }
    if (stored != null && stored.resumed() && !client.terse()) {
      said.add(new UserProperty("recovered", Boolean.toString(whole)));
    }
    return said;
  }
}
