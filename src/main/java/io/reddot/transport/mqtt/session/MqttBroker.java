package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.reddot.access.Authentication;
import io.reddot.access.Limits;
import io.reddot.access.Unfinished;
import io.reddot.hub.HubThreads;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.publish.Publisher;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.share.Nodes;
import io.reddot.transport.mqtt.share.Shares;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the MQTT connections of this node share, and which there are. Thread-safe. */
@ApplicationScoped
public class MqttBroker {
  private static final System.Logger LOGGER = System.getLogger(MqttBroker.class.getName());

  /** Every so many ticks what clients have taken is stored. */
  private static final int CHECKPOINT = 5;

  private final SessionRegistry registry;
  private final Publisher publisher;
  private final MessageLog log;
  private final Authentication authentication;
  private final MqttSettings settings;
  private final Limits limits;
  private final HubThreads threads;
  private final Unfinished unfinished;
  private final Executor readers;
  private final InstantSource clock = InstantSource.system();
  private final Drafting drafting;
  private final Nodes nodes;
  private final Wills wills;
  private final Shares shares;

  /** Every connection, from its first byte to its end. */
  private final Set<MqttConnection> connections = ConcurrentHashMap.newKeySet();

  /** Who has a session, by its key. */
  private final Map<String, MqttConnection> owners = new ConcurrentHashMap<>();

  /** Which of them are kept, and since which of their openings. */
  private final Map<String, Long> epochs = new ConcurrentHashMap<>();

  private int ticks;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected MqttBroker() {
    this.registry = null;
    this.publisher = null;
    this.log = null;
    this.authentication = null;
    this.settings = null;
    this.limits = null;
    this.threads = null;
    this.unfinished = null;
    this.readers = null;
    this.drafting = null;
    this.wills = null;
    this.nodes = null;
    this.shares = null;
  }

  @Inject
  public MqttBroker(
      SessionRegistry registry,
      Publisher publisher,
      MessageLog log,
      Authentication authentication,
      MqttSettings settings,
      Limits limits,
      HubThreads threads,
      Unfinished unfinished) {
    this.registry = registry;
    this.publisher = publisher;
    this.log = log;
    this.authentication = authentication;
    this.settings = settings;
    this.limits = limits;
    this.threads = threads;
    this.unfinished = unfinished;
    this.readers = threads.replays();
    this.drafting = new Drafting(clock);
    this.nodes = new Nodes(log.shares(), clock);
    this.wills = new Wills(log.wills(), publisher, nodes, settings.willBounds(), clock, readers);
    this.shares =
        new Shares(
            registry,
            log,
            log.shares(),
            nodes,
            clock,
            settings.shareRedelivery(),
            readers,
            threads::later);
  }

  SessionRegistry registry() {
    return registry;
  }

  Publisher publisher() {
    return publisher;
  }

  MessageLog log() {
    return log;
  }

  Authentication authentication() {
    return authentication;
  }

  /** Does what is short after a while, if the application is still there. */
  public void later(Runnable task, Duration after) {
    threads.later(task, after);
  }

  public MqttSettings settings() {
    return settings;
  }

  public Limits limits() {
    return limits;
  }

  /** Threads that may read the log. */
  Executor readers() {
    return readers;
  }

  InstantSource clock() {
    return clock;
  }

  Drafting drafting() {
    return drafting;
  }

  Wills wills() {
    return wills;
  }

  Shares shares() {
    return shares;
  }

  /** For a connection from this address. */
  public BufferedInput input(String address) {
    return new BufferedInput(unfinished.of("", address), clock, settings.packetDeadline());
  }

  /** A client has come. */
  public MqttConnection open(Line line) {
    MqttConnection connection = new MqttConnection(this, line);
    connections.add(connection);
    return connection;
  }

  /** CONNECT: on the connection's line. */
  void connect(MqttConnection connection, MqttConnectMessage packet) {
    new Opening(this, connection, packet).begin();
  }

  /**
   * Gives the session to {@code connection}, and has whoever has it now let go of it.
   *
   * @return done once that has handed to the store what the session leaves
   */
  CompletableFuture<Void> own(String key, MqttConnection connection) {
    MqttConnection before = owners.put(key, connection);
    if (before == null || before == connection) {
      return CompletableFuture.completedFuture(null);
    }
    before.takenOver();
    return before.end();
  }

  /** Whether a connection has the session that {@code key} is of. */
  boolean owned(String key) {
    return owners.containsKey(key);
  }

  /** The session is kept from now on. */
  void kept(String key, long epoch) {
    epochs.put(key, epoch);
  }

  /** The connection has ended. */
  void left(MqttConnection connection, @Nullable String key) {
    connections.remove(connection);
    if (key != null && owners.remove(key, connection)) {
      epochs.remove(key);
    }
  }

  /** How long a session is kept that asks for so many seconds. */
  Duration expiry(long seconds) {
    return Duration.ofSeconds(Math.min(seconds, settings.sessionExpiry()));
  }

  /** Looks at the clock; called once a second by one thread. */
  public void tick() {
    Instant now = clock.instant();
    connections.forEach(connection -> connection.tick(now));
    wills.tick();
    shares.tick();
    watchNodes();
    if (++ticks % CHECKPOINT == 0) {
      letGo();
      owners.values().forEach(MqttConnection::checkpoint);
    }
  }

  private void watchNodes() {
    try {
      nodes.tick(
          shares.any() || wills.any(),
          () -> {
            shares.verify();
            wills.verify();
          });
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not ask which nodes live", e);
    }
  }

  /** Another node may have sessions now that were ours. */
  private void letGo() {
    Map<String, Long> ours = new HashMap<>(epochs);
    try {
      for (String key : log.sessions().lost(ours)) {
        MqttConnection owner = owners.get(key);
        if (owner != null && Objects.equals(ours.get(key), epochs.get(key))) {
          owner.takenOver();
        }
      }
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not ask which sessions another node has", e);
    }
  }
}
