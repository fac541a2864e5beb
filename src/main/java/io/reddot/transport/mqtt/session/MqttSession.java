package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.hub.ReadRequest;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.Cursor;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.session.Session;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.packet.Will;
import io.reddot.transport.mqtt.share.GroupMember;
import io.reddot.transport.mqtt.share.Shares;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT session while its client is connected: the caller, its subscriptions, and messages in
 * flight. {@link DurableSession} is the part that outlives the connection. Confined to its line,
 * except for the methods of {@link GroupMember}.
 */
final class MqttSession implements GroupMember {
  /** How often an idle session postpones its expiry in the store. */
  private static final Duration REFRESH = Duration.ofMinutes(10);

  private final SessionRegistry registry;
  private final Shares shares;
  private final Wills wills;
  private final MqttSettings settings;
  private final InstantSource clock;
  private final MqttConnection connection;
  private final Connect client;

  /** The caller as last seen; the hub has the current one. */
  private volatile Caller caller;

  private final DurableSession durable;
  private final ClientSubscriptions subscriptions;
  private final Packets packets;
  private final Outbound outbound;
  private final Unsubscribing unsubscribing;
  private final Will.@Nullable Held will;
  private final List<Consumer<Envelope.Hello>> onHello = new ArrayList<>();

  /** Written on the line. */
  private volatile @Nullable Session joined;

  private @Nullable MqttOutlet outlet;
  private long checkpoint = -1;
  private Instant refreshed;

  MqttSession(
      SessionServices services,
      MqttConnection connection,
      Connect client,
      Caller caller,
      DurableSession durable,
      ClientSubscriptions subscriptions,
      Will.@Nullable Held will) {
    this.registry = services.registry();
    this.shares = services.shares();
    this.wills = services.wills();
    this.settings = services.settings();
    this.clock = services.clock();
    this.connection = connection;
    this.client = client;
    this.caller = caller;
    this.durable = durable;
    this.subscriptions = subscriptions;
    this.will = will;
    this.packets = new Packets(client);
    this.refreshed = clock.instant();
    Line line = connection.line();
    this.outbound =
        new Outbound(
            client, line, durable, subscriptions, clock, connection::lost, shares.by(this));
    this.unsubscribing = new Unsubscribing(this, registry, shares, line);
  }

  String key() {
    return subscriptions.key();
  }

  Connect client() {
    return client;
  }

  /** The caller with its current token and groups. Thread-safe. */
  Caller caller() {
    Session now = joined;
    Caller known = now == null ? null : registry.caller(now);
    if (known != null) {
      caller = known;
    }
    return caller;
  }

  /**
   * Whether the client may read a message that the hub does not check: a retained one, or one of a
   * shared subscription. Thread-safe.
   */
  @Override
  public boolean mayHave(Message message) {
    return joined != null && registry.mayHave(caller(), message);
  }

  DurableSession durable() {
    return durable;
  }

  ClientSubscriptions subscriptions() {
    return subscriptions;
  }

  Packets packets() {
    return packets;
  }

  Outbound outbound() {
    return outbound;
  }

  Unsubscribing unsubscribing() {
    return unsubscribing;
  }

  /** The hub's session; must not be called before it has joined. */
  Session joined() {
    return Objects.requireNonNull(joined);
  }

  @Override
  public boolean offer(Envelope.Aside message) {
    return joined().offer(message);
  }

  @Override
  public void flush() {
    joined().flush();
  }

  @Override
  public int window() {
    return client.window();
  }

  /** The key of the stored session; null: it is not stored. */
  @Nullable String storedKey() {
    return durable.isStored() ? key() : null;
  }

  /** Joins the hub at {@code start}, with the subscriptions that the caller may still read. */
  void join(StartAfter start) {
    MqttOutlet next = new MqttOutlet(connection, subscriptions.wire());
    outlet = next;
    Caller now = caller();
    List<TopicFilter> filters =
        subscriptions.filters().stream().filter(now.grants()::reads).toList();
    joined =
        registry.join(
            new ReadRequest(now, filters, false, start, subscriptions.conflated()),
            connection.line().transport(),
            next);
  }

  /**
   * Joins the hub again to replay earlier messages for a new subscription. Other subscriptions get
   * no message twice: they continue at their positions.
   *
   * @param whenThere called with the hub's hello: the position where the session began, and whether
   *     that is the requested one
   */
  void rejoin(StartAfter start, long position, Consumer<Envelope.Hello> whenThere) {
    Session old = joined();
    Caller unused = caller(); // remembered while the hub still knows it
    onHello.add(whenThere);
    outbound.restart(position);
    outlet = null;
    old.gone();
    join(start);
    for (Subscription one : subscriptions.all()) {
      if (one.share() != null) {
        shares.unsent(this, one.group(), outbound.ofGroups().positions(one.group()));
      }
    }
  }

  /**
   * Replaces the session's token.
   *
   * @return the patterns of the subscriptions that were dropped, because the token does not grant
   *     them
   * @throws Problem if the token is invalid, or belongs to another user
   */
  List<String> renew(Caller fresh) {
    List<TopicFilter> unused = registry.renew(joined(), fresh);
    return renewed();
  }

  /** Drops subscriptions that the session's new token does not grant. */
  List<String> renewed() {
    Caller now = caller();
    Will.Held left = will;
    if (left != null) {
      wills.renewed(left.number(), now);
    }
    return unsubscribing.drop(
        one -> !now.reads(one.filter()) || !one.group().equals(one.of(now).group()));
  }

  void greeted(Envelope.Hello hello) {
    Cursor cursor = hello.cursor();
    if (cursor != null && onHello.isEmpty()) {
      outbound.startAt(cursor.position());
    }
    List<Consumer<Envelope.Hello>> told = List.copyOf(onHello);
    onHello.clear();
    told.forEach(one -> one.accept(hello));
  }

  /** Ends the connection: the state of the session cannot be stored. */
  void lost() {
    connection.lost();
  }

  boolean speaksThrough(MqttOutlet one) {
    return one == outlet;
  }

  /** Changes the expiry at DISCONNECT. A session that is not stored cannot become stored. */
  void expireAfter(long seconds) {
    if (seconds > 0 && client.expiry() == 0) {
      throw Refusal.protocolError(
          "DISCONNECT must not set a session expiry if CONNECT set none."); // 3.14.2.2.2
    }
    durable.expireAfter(settings.expiry(seconds));
  }

  /**
   * Stores the subscriptions, if the session is stored.
   *
   * @param position the position where the session restarts; null: it does not restart
   * @param grown whether the client asks for more subscriptions, which a quota may forbid
   * @param whenFull called if a quota forbids them
   */
  void storeSubscriptions(
      @Nullable Long position, boolean grown, Runnable whenStored, Consumer<Problem> whenFull) {
    if (!durable.isStored()) {
      whenStored.run();
      return;
    }
    durable
        .subscriptions(subscriptions.toJson(), position, grown)
        .whenCompleteAsync(
            (ours, failure) -> {
              if (Boolean.TRUE.equals(ours)) {
                whenStored.run();
              } else if (failure != null
                  && Problem.cause(failure) instanceof Problem full
                  && full.status() == 429) {
                whenFull.accept(full);
              } else {
                lost();
              }
            },
            connection.line());
  }

  /** Stores the client's position, in case this node is killed. */
  void checkpoint() {
    Instant now = clock.instant();
    long safe = outbound.safe();
    if (durable.isStored() && (safe != checkpoint || !now.isBefore(refreshed.plus(REFRESH)))) {
      checkpoint = safe;
      refreshed = now;
      durable
          .progress(safe)
          .whenCompleteAsync(
              (ours, failure) -> {
                if (Boolean.FALSE.equals(ours)) {
                  connection.lost();
                }
              },
              connection.line());
    }
  }

  /** Leaves all groups, including those with messages in flight after an unsubscription. */
  private void leaveShares() {
    Set<String> groups = outbound.ofGroups().groups();
    subscriptions.all().stream()
        .filter(one -> one.share() != null)
        .forEach(one -> groups.add(one.group()));
    for (String group : groups) {
      shares.leave(this, group, outbound.ofGroups().departure(group, true), null);
    }
  }

  /** Leaves the hub and the groups, and stores the state; the connection has ended. */
  void leave(boolean withWill) {
    Session left = joined;
    if (left != null) {
      left.gone();
    }
    leaveShares();
    durable.leave(outbound.sent(), subscriptions.toJson(), outbound.rows());
    Will.Held last = will;
    if (last != null && withWill) {
      wills.left(last.number(), caller(), last.delay(), durable.expiry());
    } else if (last != null) {
      wills.discard(last.number());
    }
  }
}
