package io.reddot.transport.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reddot.log.SessionStore.InFlight;
import io.reddot.log.ShareStore;
import io.reddot.message.Message;
import io.reddot.session.Batch;
import io.reddot.session.Envelope;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.Ignored;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one client: batches in order, no more unacknowledged messages than it takes, each
 * under the terms that it subscribed with. A batch is written once all of it has been sent, so that
 * what the client does not acknowledge fills the session's outbox and nothing else.
 *
 * <p>QoS 1 of a session that is kept: its cursor stays before the first that is not acknowledged.
 * QoS 2: what is in flight, and under which packet id, is committed before it is sent, and so is
 * that it was received before it is released; so neither a lost connection nor a crash can send a
 * message under two ids.
 *
 * <p>What was taken for a group is the group's until it is acknowledged, at QoS 1, or committed as
 * in flight, at QoS 2: then it is the session's. For its line.
 */
final class Outbound {
  /** A write carries at most about so much. */
  private static final int WRITE_BYTES = 64 << 10;

  /** A packet's id and the commonest properties of a subscription. */
  private static final int TERMS_BYTES = 16;

  private final Connect client;
  private final Line line;
  private final Durable durable;
  private final Subscribed subscribed;
  private final InstantSource clock;
  private final Runnable onLost;
  private final ForGroups groups;
  private final TopicAliases aliases;
  private final Packets packets;

  private final Unacknowledged inFlight = new Unacknowledged();
  private int lastId;

  /** What is left of the batch that is being sent. */
  private @Nullable Pending pending;

  /** A chunk waits to be committed before it is sent. */
  private boolean committing;

  /** Everything in the log's order up to here has been sent, or was not for this client. */
  private long sent;

  /** QoS 2 up to here was taken care of by an earlier connection. */
  private long exact;

  /**
   * @param onLost called when what is in flight cannot be stored: another connection has the
   *     session, or the database failed
   */
  Outbound(
      Connect client,
      Line line,
      Durable durable,
      Subscribed subscribed,
      InstantSource clock,
      Runnable onLost,
      ForGroups groups) {
    this.onLost = onLost;
    this.groups = groups;
    this.client = client;
    this.line = line;
    this.durable = durable;
    this.subscribed = subscribed;
    this.clock = clock;
    this.aliases = new TopicAliases(client.aliases());
    this.packets = new Packets(client);
  }

  /** A batch on its way. */
  private static final class Pending {
    private final List<Envelope> envelopes;
    private final Written written;
    private int next;

    Pending(List<Envelope> envelopes, Written written) {
      this.envelopes = envelopes;
      this.written = written;
    }

    boolean over() {
      return next == envelopes.size();
    }

    /** About what the next write of it takes, in bytes, if so many may go. */
    int length(MqttWire wire, int room) {
      int length = 0;
      int end = Math.min(envelopes.size(), next + room);
      for (int i = next; i < end && length < WRITE_BYTES; i++) {
        length += envelopes.get(i).in(wire).size() + TERMS_BYTES;
      }
      return length;
    }
  }

  /**
   * Takes up what an earlier connection of the session left, and sends it again under the same
   * packet ids (MQTT-4.4.0-1).
   *
   * @param messages by position, as far as they are still there
   */
  void resume(long position, long exactPosition, List<InFlight> left, Map<Long, Message> messages) {
    sent = position;
    exact = exactPosition;
    for (InFlight one : left) {
      if (!one.out()) {
        continue;
      }
      Outgoing outgoing = Outgoing.of(one);
      Message message = messages.get(one.position());
      if (one.released()) {
        inFlight.add(one.packetId(), outgoing);
        line.send(packets.pubRel(one.packetId(), Reason.SUCCESS));
      } else if (message == null) {
        forget(one.packetId(), outgoing); // expired or trimmed meanwhile
      } else {
        again(one.packetId(), outgoing, new Envelope.OfMessage(message));
      }
    }
  }

  private void again(int packetId, Outgoing outgoing, Envelope.OfMessage message) {
    PublishPacket packet = subscribed.wire().packet(message);
    More more = More.fitting(client, packet, outgoing.qos(), List.of(), clock);
    if (more == null) {
      forget(packetId, outgoing); // the client takes less than it did
      return;
    }
    inFlight.add(packetId, outgoing);
    ByteBuf to = line.allocator().buffer(packet.length(outgoing.qos(), true, more));
    packet.write(to, outgoing.qos(), true, outgoing.retained(), packetId, true, more);
    line.send(to, Ignored.INSTANCE);
  }

  /** The session begins: everything up to here is behind it. */
  void startAt(long position) {
    sent = Math.max(sent, position);
  }

  /** The session begins anew; what was not sent yet comes again. */
  void restart(long position) {
    pending = null;
    sent = position;
    exact = 0;
  }

  void deliver(Batch batch, Written written) {
    List<Envelope> envelopes = batch.envelopes();
    if (subscribed.plain() && plain(envelopes)) {
      Envelope last = envelopes.get(envelopes.size() - 1);
      sent = ((Envelope.OfMessage) last).message().position();
      line.send(Unpooled.wrappedBuffer(batch.in(subscribed.wire()).bytes()), written);
      return;
    }
    Pending all = new Pending(envelopes, written);
    if (committing) {
      pending = all;
    } else {
      pump(all);
    }
  }

  /** Whether all of it can go out in the very bytes that everybody gets. */
  private boolean plain(List<Envelope> envelopes) {
    if (client.aliases() > 0 || client.maximumPacket() < Integer.MAX_VALUE || client.terse()) {
      return false;
    }
    for (Envelope envelope : envelopes) {
      if (!(envelope instanceof Envelope.OfMessage message)
          || message.message().expiresAt() != null
          || message.isRecall()
          || message.message().position() <= subscribed.since()) {
        return false;
      }
    }
    return true;
  }

  /** Goes on with what is left. */
  private void pump() {
    Pending left = pending;
    if (left != null && !committing) {
      pump(left);
    }
  }

  /** Sends as far as the client's window allows; what is left is pending. */
  private void pump(Pending now) {
    int room = Math.max(1, client.window() - inFlight.size()); // what has QoS 0 needs none
    ByteBuf to = line.allocator().buffer(now.length(subscribed.wire(), room));
    List<InFlight> rows = List.of();
    List<ShareStore.Share> handed = List.of();
    long exactNow = exact;
    boolean blocked = false;
    while (!now.over() && to.readableBytes() < WRITE_BYTES) {
      Envelope envelope = now.envelopes.get(now.next);
      Terms terms = terms(envelope);
      if (terms != null && terms.qos() > 0 && inFlight.size() >= client.window()) {
        blocked = true;
        break;
      }
      now.next++;
      long position = position(envelope);
      boolean inOrder = envelope instanceof Envelope.OfMessage;
      if (inOrder) {
        sent = position;
      }
      String share = share(envelope);
      boolean over = terms == null || terms.qos() == 0;
      if (share != null && over && subscribed.ofGroup(share) != null) { // else others have it
        groups.settled(share, position, false);
      }
      if (terms == null) {
        continue;
      }
      int packetId = 0;
      if (terms.qos() > 0) {
        packetId = nextId();
        boolean retained = !inOrder && share == null;
        boolean store = durable.kept() && (terms.qos() == 2 || retained);
        if (terms.qos() == 1 && inOrder && !store && !terms.retain()) {
          inFlight.add(packetId, position);
        } else {
          Outgoing outgoing =
              new Outgoing(position, terms.qos(), terms.retain(), share, store, false);
          inFlight.add(packetId, outgoing);
          if (store) {
            rows = with(rows, outgoing.row(packetId));
            exactNow = inOrder ? position : exactNow;
          }
          if (store && share != null) {
            handed = with(handed, new ShareStore.Share(share, groups.node(), position));
          }
        }
      }
      write(terms, packetId, to);
    }
    boolean over = now.over();
    Written told = over ? now.written : Ignored.INSTANCE;
    pending = over ? null : now;
    if (rows.isEmpty()) {
      send(to, told);
    } else {
      commitThenSend(rows, handed, exactNow, to, told);
      return;
    }
    if (!over && !blocked) {
      pump();
    }
  }

  /** Most have nothing to be stored, and need no list. */
  private static <T> List<T> with(List<T> some, T one) {
    List<T> more = some.isEmpty() ? new ArrayList<>() : some;
    more.add(one);
    return more;
  }

  private void send(ByteBuf to, Written told) {
    if (to.isReadable()) {
      line.send(to, told);
    } else {
      to.release();
      told.done();
    }
  }

  private void commitThenSend(
      List<InFlight> rows, List<ShareStore.Share> handed, long exactNow, ByteBuf to, Written told) {
    committing = true;
    Long position = exactNow > exact ? exactNow : null;
    durable
        .put(rows, position, handed)
        .whenCompleteAsync(
            (ours, failure) -> {
              committing = false;
              if (failure != null || !Boolean.TRUE.equals(ours)) {
                to.release();
                rows.forEach(row -> doubt(row.packetId()));
                onLost.run();
              } else {
                rows.forEach(row -> handed(row.packetId()));
                send(to, told);
                pump();
              }
            },
            line);
  }

  private void handed(int packetId) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing != null) {
      outgoing.hand();
      if (outgoing.share() != null) {
        groups.handed(outgoing.share(), outgoing.position());
      }
    }
  }

  /** Whether it is the group's or the session's is for the store to say; it was not sent. */
  private void doubt(int packetId) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing != null && outgoing.share() != null) {
      inFlight.removeOther(packetId);
      groups.doubt(outgoing.share(), outgoing.position());
    }
  }

  private void write(Terms terms, int packetId, ByteBuf to) {
    PublishPacket packet = terms.packet();
    boolean withTopic = true;
    More more = terms.more();
    if (client.aliases() > 0) {
      TopicAliases.Alias alias = aliases.of(packet.message().topic());
      if (alias != null) {
        withTopic = alias.isNew();
        more = more.withAlias(alias.number());
      }
    }
    packet.write(to, terms.qos(), false, terms.retain(), packetId, withTopic, more);
  }

  /** Null: it is not for this client, or an earlier connection has taken care of it. */
  private @Nullable Terms terms(Envelope envelope) {
    Terms terms = subscribed.terms(envelope, client, clock);
    boolean done =
        terms != null
            && terms.qos() == 2
            && envelope instanceof Envelope.OfMessage message
            && message.message().position() <= exact;
    return done ? null : terms;
  }

  private static @Nullable String share(Envelope envelope) {
    return envelope instanceof Envelope.Aside aside && !aside.retained()
        ? aside.subscription()
        : null;
  }

  /** The groups of which something is in flight. */
  Set<String> sharesInFlight() {
    Set<String> shares = new HashSet<>();
    for (Outgoing outgoing : inFlight.others()) {
      if (outgoing.share() != null) {
        shares.add(outgoing.share());
      }
    }
    return shares;
  }

  /**
   * What becomes of what is in flight of a group that the client leaves.
   *
   * @param ended its connection has ended; else it goes on with what is in flight
   */
  Share.Left left(String share, boolean ended) {
    Share.Left left = new Share.Left(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Outgoing outgoing : inFlight.others()) {
      if (share.equals(outgoing.share())) {
        Set<Long> which =
            outgoing.stored()
                ? left.handed()
                : !ended ? left.stays() : outgoing.qos() == 2 ? left.spent() : null;
        if (which != null) {
          which.add(outgoing.position());
        }
      }
    }
    return left;
  }

  /** What is in flight of a group. */
  Set<Long> inFlight(String share) {
    Set<Long> positions = new HashSet<>();
    for (Outgoing outgoing : inFlight.others()) {
      if (share.equals(outgoing.share())) {
        positions.add(outgoing.position());
      }
    }
    return positions;
  }

  private static long position(Envelope envelope) {
    if (envelope instanceof Envelope.OfMessage message) {
      return message.message().position();
    }
    return envelope instanceof Envelope.Aside aside ? aside.message().message().position() : 0;
  }

  /** The next packet id that is not in use (MQTT-2.2.1-3). */
  private int nextId() {
    do {
      lastId = lastId == 0xffff ? 1 : lastId + 1;
    } while (inFlight.contains(lastId));
    return lastId;
  }

  /** PUBACK. */
  void acknowledged(int packetId) {
    if (inFlight.removePlain(packetId)) {
      goOn();
      return;
    }
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing == null || outgoing.qos() != 1) {
      return; // of an earlier connection, or mistaken; either way nothing waits for it
    }
    landed(packetId, outgoing);
  }

  /** PUBREC. */
  void received(int packetId, boolean refused) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing == null || outgoing.qos() != 2) {
      line.send(packets.pubRel(packetId, Reason.PACKET_ID_NOT_FOUND));
    } else if (refused) {
      landed(packetId, outgoing);
    } else {
      boolean again = outgoing.released();
      settled(outgoing); // the client has it, whatever becomes of the rest
      outgoing.release();
      if (again || !outgoing.stored()) {
        line.send(packets.pubRel(packetId, Reason.SUCCESS));
      } else {
        durable
            .put(List.of(outgoing.row(packetId)))
            .whenCompleteAsync(
                (ours, failure) -> {
                  if (Boolean.TRUE.equals(ours)) {
                    line.send(packets.pubRel(packetId, Reason.SUCCESS));
                  } else {
                    onLost.run();
                  }
                },
                line);
      }
    }
    progressed();
  }

  /** A group's message is done with. */
  private void settled(Outgoing outgoing) {
    if (outgoing.share() != null && !outgoing.released()) {
      groups.settled(outgoing.share(), outgoing.position(), outgoing.stored());
    }
  }

  /** PUBCOMP. */
  void completed(int packetId) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing != null && outgoing.qos() == 2) {
      landed(packetId, outgoing);
    }
  }

  private void landed(int packetId, Outgoing outgoing) {
    forget(packetId, outgoing);
    goOn();
  }

  /** There is room again. */
  private void goOn() {
    progressed();
    pump();
  }

  private void forget(int packetId, Outgoing outgoing) {
    inFlight.removeOther(packetId);
    settled(outgoing);
    if (outgoing.stored()) {
      var unused = durable.remove(outgoing.row(packetId));
    }
  }

  /** The client lives and works: one that acknowledges slowly is not gone. */
  void progressed() {
    Pending now = pending;
    if (now != null) {
      now.written.progressed();
    }
  }

  /** Everything up to here is behind the client, whatever happens to us now. */
  long safe() {
    long safe = Math.min(sent, inFlight.first() - 1);
    for (Outgoing outgoing : inFlight.others()) {
      if (!outgoing.stored() && outgoing.share() == null) {
        safe = Math.min(safe, outgoing.position() - 1);
      }
    }
    return safe;
  }

  long sent() {
    return sent;
  }

  /** Up to here everything has been sent, by this connection or, at QoS 2, by an earlier one. */
  long horizon() {
    return Math.max(sent, exact);
  }

  /**
   * Everything that is in flight, in the order in which it was sent and is to be sent again; not
   * what is a group's.
   */
  List<InFlight> rows() {
    return inFlight.rows();
  }
}
