package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.reddot.access.Caller;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.MqttWire;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.packet.Will;
import io.reddot.transport.mqtt.store.SessionStore.StoredSession;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens a session, from CONNECT to CONNACK: authenticates the client, takes the session from an
 * earlier connection, and recovers its state. Confined to the connection's line, except for
 * authentication and reading the log.
 */
final class Opening {
  private static final System.Logger LOGGER = System.getLogger(Opening.class.getName());
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MqttConnectMessage packet;
  private final MqttConnection connection;
  private final MqttSettings settings;
  private final Login login;
  private final SessionRegistry registry;
  private final Owners owners;
  private final Wills wills;
  private final WillRules willRules;
  private final Recovery recovery;
  private final Sessions sessions;
  private final Executor readers;
  private final Line line;
  private final Connect client;
  private final String clientId;
  private final Duration expiry;

  /** Set once the client is authenticated, like the key and the will. */
  private @Nullable Caller caller;

  private String key = "";
  private @Nullable Will will;

  /** The number of the stored will; 0: there is none, or it is not stored yet. */
  private volatile long willNumber;

  /**
   * @param readers threads that may read the log
   * @throws Refusal if the CONNECT violates the standard
   */
  Opening(
      MqttConnectMessage packet,
      MqttConnection connection,
      MqttSettings settings,
      Login login,
      SessionRegistry registry,
      Owners owners,
      Wills wills,
      WillRules willRules,
      Recovery recovery,
      Sessions sessions,
      Executor readers) {
    this.packet = packet;
    this.connection = connection;
    this.settings = settings;
    this.login = login;
    this.registry = registry;
    this.owners = owners;
    this.wills = wills;
    this.willRules = willRules;
    this.recovery = recovery;
    this.sessions = sessions;
    this.readers = readers;
    this.line = connection.line();
    this.client = Connect.of(packet, settings.terse());
    this.clientId = client.clientId().isEmpty() ? newId() : client.clientId();
    this.expiry = settings.expiry(client.expiry());
  }

  private static String newId() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  void begin() {
    connection.opening();
    CompletableFuture<Recovery.Left> unused =
        login
            .connect(line, client.token())
            .thenComposeAsync(this::own, line)
            .thenComposeAsync(released -> store(), readers)
            .thenApplyAsync(stored -> recovery.read(stored, known()), readers)
            .whenCompleteAsync(this::opened, line);
  }

  private Caller known() {
    return Objects.requireNonNull(caller);
  }

  /** Takes the session for this connection, if limits allow it. */
  private CompletionStage<Void> own(Caller found) {
    Caller known = found.on(clientId).at(line.address());
    caller = known;
    key = known.user() + "/" + clientId;
    login.admit(line, known, owners.isOwned(key));
    will = willRules.read(packet, key, known);
    try {
      registry.check(known, List.of());
    } catch (Problem goingDown) {
      throw new Refusal(Reason.SERVER_UNAVAILABLE, goingDown.detail());
    }
    return owners.own(key, connection);
  }

  private CompletionStage<@Nullable StoredSession> store() {
    if (connection.ended()) {
      // The session must not be taken from a later connection.
      return CompletableFuture.failedFuture(new IllegalStateException("the client has left"));
    }
    return recovery
        .open(key, client, expiry, will, known())
        .thenApply(
            opened -> {
              willNumber = opened.will();
              return opened.session();
            });
  }

  private void opened(Recovery.@Nullable Left left, @Nullable Throwable failure) {
    if (left == null || connection.ended()) {
      connection.release(key);
      if (willNumber > 0) {
        wills.discard(willNumber);
      }
    }
    if (left == null) {
      if (!connection.ended()) {
        connection.refuse(refusal(failure));
      }
      return;
    }
    StoredSession stored = left.session();
    DurableSession durable = recovery.durable(key, stored, expiry);
    if (connection.ended()) {
      if (stored != null) { // the stored state stays as it was
        durable.leave(stored.position(), stored.state(), List.of());
      }
      return;
    }
    open(left, durable);
  }

  private Refusal refusal(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Problem.cause(failure);
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof Problem problem) {
      return new Refusal(Reason.ofOpening(problem), problem.detail());
    }
    CallerLog.SHARED.log(
        LOGGER,
        Level.ERROR,
        "could not open an MQTT session",
        line.address(),
        client.toString(),
        failure);
    return new Refusal(
        Reason.SERVER_UNAVAILABLE,
        "The session could not be opened; it has been logged. Try again later.");
  }

  private void open(Recovery.Left left, DurableSession durable) {
    StoredSession stored = left.session();
    ClientSubscriptions subscriptions =
        new ClientSubscriptions(key, client.version5() ? MqttWire.VERSION_5 : MqttWire.VERSION_3);
    SessionPackets session =
        sessions.create(
            connection, client.withoutToken(), known(), durable, subscriptions, heldWill());
    if (stored != null && stored.epoch() > 0) {
      owners.stored(key, stored.epoch());
      recovery.restore(stored, known(), subscriptions);
    }
    boolean resumed = stored != null && stored.resumed();
    ConnectAnswer answer = new ConnectAnswer(client, clientId, expiry, settings);
    line.send(
        session
            .session()
            .packets()
            .connAck(resumed, answer.properties(resumed ? left.whole() : null)));
    session.resume(stored, left.messages());
    try {
      session.session().join(recovery.start(stored));
    } catch (Problem problem) {
      connection.refuse(new Refusal(Reason.of(problem), problem.detail()));
      return;
    }
    connection.opened(session, answer.silence());
    session.rejoinGroups();
  }

  private Will.@Nullable Held heldWill() {
    Will left = will;
    return left == null ? null : new Will.Held(willNumber, left.delay());
  }
}
