package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.reddot.access.Authentication;
import io.reddot.access.limit.Limits;
import io.reddot.config.SingleInstance;
import io.reddot.hub.HubThreads;
import io.reddot.hub.RetainedMessages;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.publish.Publisher;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.share.Nodes;
import io.reddot.transport.mqtt.share.Shares;
import io.reddot.transport.mqtt.store.MqttStores;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The MQTT connections of this node, and the services that they share. Thread-safe. */
@SingleInstance
public class MqttBroker {
  private static final System.Logger LOGGER = System.getLogger(MqttBroker.class.getName());

  /** The number of ticks between two checkpoints of stored sessions. */
  private static final int CHECKPOINT = 5;

  private final InstantSource clock = InstantSource.system();
  private final SessionRegistry registry;
  private final MqttSettings settings;
  private final Executor readers;
  private final Login login;
  private final Owners owners;
  private final Nodes nodes;
  private final Wills wills;
  private final WillRules willRules;
  private final Shares shares;
  private final Recovery recovery;
  private final Sessions sessions;

  /** All connections, from their first byte to their end. */
  private final Set<MqttConnection> connections = ConcurrentHashMap.newKeySet();

  /** Confined to the thread of {@link #tick}. */
  private int ticks;

  @Inject
  public MqttBroker(
      SessionRegistry registry,
      Publisher publisher,
      MessageLog log,
      RetainedMessages retained,
      MqttStores stores,
      Authentication authentication,
      MqttSettings settings,
      Limits limits,
      HubThreads threads) {
    this.registry = registry;
    this.settings = settings;
    this.readers = threads.replays();
    this.login = new Login(authentication, limits);
    this.owners = new Owners(stores.sessions());
    this.nodes = new Nodes(stores.shares(), clock);
    Drafting drafting = new Drafting(clock);
    this.willRules =
        new WillRules(drafting, publisher, settings.payloadBytes(), settings.willBytes());
    this.wills = new Wills(stores.wills(), publisher, nodes, settings.willBounds(), clock, readers);
    this.shares =
        new Shares(
            registry,
            log,
            stores.shares(),
            nodes,
            clock,
            settings.shareRedelivery(),
            readers,
            threads::later);
    SubscriptionRules rules = new SubscriptionRules(settings, registry, limits);
    this.recovery = new Recovery(log, stores.sessions(), stores.shares(), wills, rules, clock);
    this.sessions =
        new Sessions(
            new SessionServices(registry, shares, wills, settings, clock),
            new PublishServices(publisher, drafting, settings),
            log,
            rules,
            new RetainedSource(retained, readers),
            login);
  }

  /** Creates the connection of a client that has connected. */
  public MqttConnection open(Line line) {
    MqttConnection connection =
        new MqttConnection(line, clock, settings.packetBytes(), this::connect, this::release);
    connections.add(connection);
    return connection;
  }

  private void connect(MqttConnection connection, MqttConnectMessage packet) {
    new Opening(
            packet,
            connection,
            settings,
            login,
            registry,
            owners,
            wills,
            willRules,
            recovery,
            sessions,
            readers)
        .begin();
  }

  private void release(MqttConnection connection, @Nullable String key) {
    connections.remove(connection);
    if (key != null) {
      owners.release(key, connection);
    }
  }

  /** Called once a second by one thread. */
  public void tick() {
    Instant now = clock.instant();
    connections.forEach(connection -> connection.tick(now));
    wills.tick();
    shares.tick();
    watchNodes();
    if (++ticks % CHECKPOINT == 0) {
      owners.endLost();
      owners.checkpoint();
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
      LOGGER.log(
          Level.ERROR, "could not check which nodes are alive; retrying in a few seconds", e);
    }
  }
}
