package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.hub.Wish;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT session while its client is connected: who it is, what it follows, what is in flight both
 * ways. What outlives the connection is {@link DurableSession}. For its line, but for what a taker
 * does.
 */
final class MqttSession implements GroupMember {
  /** How often a session that nothing happens to says that it stands. */
  private static final Duration REFRESH = Duration.ofMinutes(10);

  private final MqttBroker broker;
  private final MqttConnection connection;
  private final Connect client;

  /** As it was last known; the hub knows better. */
  private volatile Caller caller;

  private final DurableSession durable;
  private final ClientSubscriptions subscribed;
  private final Packets packets;
  private final Outbound outbound;
  private final Inbound inbound;
  private final Subscribing subscribing;
  private final Reauthentication reauthentication;
  private final Will.@Nullable Held will;
  private final List<Consumer<Envelope.Hello>> onHello = new ArrayList<>();

  /** Written on the line. */
  private volatile @Nullable Session joined;

  private @Nullable MqttOutlet outlet;
  private long checkpoint = -1;
  private Instant refreshed;

  MqttSession(
      MqttBroker broker,
      MqttConnection connection,
      Connect client,
      Caller caller,
      DurableSession durable,
      ClientSubscriptions subscribed,
      Will.@Nullable Held will) {
    this.broker = broker;
    this.connection = connection;
    this.client = client;
    this.caller = caller;
    this.durable = durable;
    this.subscribed = subscribed;
    this.will = will;
    this.packets = new Packets(client);
    this.refreshed = broker.clock().instant();
    Line line = connection.line();
    this.outbound =
        new Outbound(
            client,
            line,
            durable,
            subscribed,
            broker.clock(),
            connection::lost,
            broker.shares().by(this));
    this.inbound =
        new Inbound(
            client,
            this::caller,
            subscribed.key(),
            line,
            durable,
            broker.publisher(),
            broker.drafting(),
            broker.settings(),
            connection::lost,
            connection::refuse);
    this.subscribing = new Subscribing(broker, this, line);
    this.reauthentication = new Reauthentication(broker, connection, this);
  }

  String key() {
    return subscribed.key();
  }

  Connect client() {
    return client;
  }

  /** Who it is: as its token says now, and with the groups that it is in now. Thread-safe. */
  Caller caller() {
    Session now = joined;
    Caller known = now == null ? null : broker.registry().caller(now);
    if (known != null) {
      caller = known;
    }
    return caller;
  }

  /**
   * Whether the client may have a message that comes past the hub's own look at who may: a retained
   * one, or one that a group of subscribers shares. Thread-safe.
   */
  @Override
  public boolean mayHave(Message message) {
    return joined != null && caller().mayHave(message);
  }

  DurableSession durable() {
    return durable;
  }

  ClientSubscriptions subscribed() {
    return subscribed;
  }

  Packets packets() {
    return packets;
  }

  Outbound outbound() {
    return outbound;
  }

  Inbound inbound() {
    return inbound;
  }

  Subscribing subscribing() {
    return subscribing;
  }

  Reauthentication reauthentication() {
    return reauthentication;
  }

  /** The hub's session; there once it has joined. */
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

  /** Its stored session; null: it is not stored. */
  @Nullable String storedKey() {
    return durable.kept() ? key() : null;
  }

  /**
   * Enters the hub with what it follows and may read still, and gets what comes after {@code
   * start}.
   */
  void join(StartAfter start) {
    MqttOutlet next = new MqttOutlet(connection, subscribed.wire());
    outlet = next;
    Caller now = caller();
    List<TopicFilter> filters = subscribed.filters().stream().filter(now.grants()::reads).toList();
    joined =
        broker
            .registry()
            .join(new Wish(now, filters, false, start), connection.line().transport(), next);
  }

  /**
   * Enters anew, to get what a new subscription asks for of the past. What it had before gets
   * nothing twice: it begins where it is.
   *
   * @param whenThere told where it began, and whether that is where it was asked to
   */
  void rejoin(StartAfter start, long position, Consumer<Envelope.Hello> whenThere) {
    Session old = joined();
    Caller unused = caller(); // looked at while the hub knows it still
    onHello.add(whenThere);
    outbound.restart(position);
    outlet = null;
    old.gone();
    join(start);
    for (Subscription one : subscribed.all()) {
      if (one.share() != null) {
        broker.shares().unsent(this, one.group(), outbound.ofGroups().positions(one.group()));
      }
    }
  }

  /**
   * Goes on with another token.
   *
   * @return what it is subscribed to no more, as the client wrote it
   * @throws Problem if it is another user's, or void
   */
  List<String> renew(Caller fresh) {
    List<TopicFilter> unused = broker.registry().renew(joined(), fresh);
    return renewed();
  }

  /** Its token is another one now, whoever brought it: what that does not grant goes. */
  List<String> renewed() {
    Caller now = caller();
    Will.Held left = will;
    if (left != null) {
      broker.wills().renewed(left.number(), now);
    }
    return subscribing.takeAway(
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

  /** What is in flight cannot be stored any more. */
  void lost() {
    connection.lost();
  }

  boolean speaksThrough(MqttOutlet one) {
    return one == outlet;
  }

  /** A DISCONNECT may shorten the session's life, or lengthen it, but not give it one. */
  void expireAfter(long seconds) {
    if (seconds > 0 && client.expiry() == 0) {
      throw Refusal.protocolError("The session was said to end with the connection."); // 3.14.2.2.2
    }
    durable.expireAfter(broker.expiry(seconds));
  }

  void checkpoint() {
    Instant now = broker.clock().instant();
    long safe = outbound.safe();
    if (durable.kept() && (safe != checkpoint || !now.isBefore(refreshed.plus(REFRESH)))) {
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

  /** Those, too, that it has unsubscribed from while something was in flight. */
  private void leaveShares() {
    Set<String> groups = outbound.ofGroups().groups();
    subscribed.all().stream()
        .filter(one -> one.share() != null)
        .forEach(one -> groups.add(one.group()));
    for (String group : groups) {
      broker.shares().leave(this, group, outbound.ofGroups().departure(group, true), null);
    }
  }

  /** The connection has ended. */
  void leave(boolean withWill) {
    Session left = joined;
    if (left != null) {
      left.gone();
    }
    leaveShares();
    durable.leave(outbound.sent(), subscribed.toJson(), outbound.rows());
    Will.Held last = will;
    if (last != null && withWill) {
      broker.wills().left(last.number(), caller(), last.delay(), durable.expiry());
    } else if (last != null) {
      broker.wills().discard(last.number());
    }
  }
}
