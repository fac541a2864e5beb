package io.reddot.transport.mqtt.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reddot.message.Message;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.Ignored;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.PacketMetrics;
import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.share.GroupFeedback;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.ShareStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to one client: batches in order, with the options of its subscriptions, and no
 * more unacknowledged messages than the client accepts. A batch counts as written once all of it
 * has been sent, so messages beyond the client's window stay in the session's bounded outbox.
 *
 * <p>At QoS 1, the cursor of a stored session stays before the first unacknowledged message. At QoS
 * 2, a message in flight and its packet id are committed before it is sent, so neither a lost
 * connection nor a crash can send the message with two packet ids.
 *
 * <p>A message of a group belongs to the group until it is acknowledged (QoS 1), or until it is
 * committed as in flight (QoS 2); from then on it belongs to the session. Confined to its line.
 */
final class Outbound {
  private final Connect client;
  private final Line line;
  private final DurableSession durable;
  private final ClientSubscriptions subscriptions;
  private final Runnable onLost;
  private final GroupFeedback groups;
  private final Packets packets;
  private final PublishWriter writer;
  private final Unacknowledged inFlight = new Unacknowledged();
  private final GroupMessages ofGroups = new GroupMessages(inFlight);
  private final Acknowledgements acknowledgements;
  private int lastId;

  /** The rest of the batch that is being sent; null: none. */
  private @Nullable PendingBatch pending;

  /** Whether a chunk waits for its changes to be committed. */
  private boolean committing;

  /** The position up to which all messages for this client have been sent. */
  private long sent;

  /** The position up to which an earlier connection has sent all QoS 2 messages. */
  private long exact;

  /**
   * @param onLost called when messages in flight cannot be stored: another connection owns the
   *     session, or the database failed
   */
  Outbound(
      Connect client,
      Line line,
      DurableSession durable,
      ClientSubscriptions subscriptions,
      InstantSource clock,
      Runnable onLost,
      GroupFeedback groups) {
    this.client = client;
    this.line = line;
    this.durable = durable;
    this.subscriptions = subscriptions;
    this.onLost = onLost;
    this.groups = groups;
    this.writer = new PublishWriter(client, subscriptions, clock);
    this.packets = new Packets(client);
    this.acknowledgements =
        new Acknowledgements(
            line, packets, durable, inFlight, groups, this::progressed, this::pump, onLost);
  }

  Acknowledgements acknowledgements() {
    return acknowledgements;
  }

  GroupMessages ofGroups() {
    return ofGroups;
  }

  /**
   * Resumes after an earlier connection of the session: sends messages in flight again with the
   * same packet ids (MQTT-4.4.0-1).
   *
   * @param messages the messages that still exist, by position
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
        acknowledgements.forget(one.packetId(), outgoing); // expired or deleted meanwhile
      } else {
        sendAgain(one.packetId(), outgoing, new Envelope.OfMessage(message));
      }
    }
  }

  private void sendAgain(int packetId, Outgoing outgoing, Envelope.OfMessage message) {
    ByteBuf to = writer.again(packetId, outgoing, message, line.allocator());
    if (to == null) {
      // The client accepts only smaller packets than before.
      acknowledgements.forget(packetId, outgoing);
      return;
    }
    inFlight.add(packetId, outgoing);
    line.send(to, Ignored.INSTANCE);
  }

  /** Begins the session after this position. */
  void startAt(long position) {
    sent = Math.max(sent, position);
  }

  /** Restarts the session at this position; messages that were not sent are delivered again. */
  void restart(long position) {
    pending = null;
    sent = position;
    exact = 0;
  }

  void deliver(EnvelopeBatch batch, Written written) {
    List<Envelope> envelopes = batch.envelopes();
    if (writer.isPlain(envelopes)) {
      Envelope last = envelopes.get(envelopes.size() - 1);
      sent = ((Envelope.OfMessage) last).message().position();
      PacketMetrics.published(envelopes.size());
      line.send(Unpooled.wrappedBuffer(batch.in(subscriptions.wire()).bytes()), written);
      return;
    }
    PendingBatch all = new PendingBatch(batch, written);
    if (committing) {
      pending = all;
    } else {
      pump(all);
    }
  }

  private void pump() {
    PendingBatch left = pending;
    if (left != null && !committing) {
      pump(left);
    }
  }

  /** Sends as much as the client's window allows; the rest stays pending. */
  private void pump(PendingBatch batch) {
    int room = Math.max(1, client.window() - inFlight.size()); // QoS 0 needs no window
    Chunk chunk = new Chunk(line.allocator().buffer(batch.length(subscriptions.wire(), room)));
    boolean blocked = false;
    while (!batch.isOver() && !chunk.isFull()) {
      Envelope envelope = batch.next();
      Delivery delivery = delivery(envelope);
      if (delivery != null && delivery.qos() > 0 && inFlight.size() >= client.window()) {
        blocked = true;
        break;
      }
      batch.advance();
      if (envelope instanceof Envelope.OfMessage message) {
        sent = message.message().position();
      }
      settleIfOver(envelope, delivery);
      if (delivery != null) {
        int packetId = delivery.qos() == 0 ? 0 : track(envelope, delivery, chunk);
        writer.write(delivery, packetId, chunk.packets());
      }
    }
    boolean over = batch.isOver();
    Written told = over ? batch.written() : Ignored.INSTANCE;
    pending = over ? null : batch;
    if (!chunk.rows().isEmpty()) {
      commitThenSend(chunk, told);
      return;
    }
    send(chunk.packets(), told);
    if (!over && !blocked) {
      pump();
    }
  }

  /**
   * Reports a message as finished to its group if the client will not acknowledge it: it was sent
   * at QoS 0, or not sent.
   */
  private void settleIfOver(Envelope envelope, @Nullable Delivery delivery) {
    String group = GroupMessages.group(envelope);
    boolean over = delivery == null || delivery.qos() == 0;
    // After the client has left the group, the message belongs to other members.
    if (group != null && over && subscriptions.ofGroup(group) != null) {
      groups.settled(group, position(envelope), false);
    }
  }

  /** Adds a message to those in flight. Returns its packet id. */
  private int track(Envelope envelope, Delivery delivery, Chunk chunk) {
    int packetId = nextId();
    long position = position(envelope);
    boolean inOrder = envelope instanceof Envelope.OfMessage;
    String group = GroupMessages.group(envelope);
    boolean retained = !inOrder && group == null;
    boolean store = durable.isStored() && (delivery.qos() == 2 || retained);
    if (delivery.qos() == 1 && inOrder && !store && !delivery.retain()) {
      inFlight.add(packetId, position);
      return packetId;
    }
    Outgoing outgoing =
        new Outgoing(position, delivery.qos(), delivery.retain(), group, store, false);
    inFlight.add(packetId, outgoing);
    if (store) {
      chunk.store(outgoing.row(packetId));
      if (inOrder) {
        chunk.exactUpTo(position);
      }
      if (group != null) {
        chunk.hand(new ShareStore.Share(group, groups.node(), position));
      }
    }
    return packetId;
  }

  private void send(ByteBuf to, Written told) {
    if (to.isReadable()) {
      line.send(to, told);
    } else {
      to.release();
      told.done();
    }
  }

  private void commitThenSend(Chunk chunk, Written told) {
    committing = true;
    durable
        .put(chunk.rows(), chunk.exactPosition(), chunk.handed())
        .whenCompleteAsync(
            (ours, failure) -> {
              committing = false;
              if (failure != null || !Boolean.TRUE.equals(ours)) {
                chunk.packets().release();
                chunk.rows().forEach(row -> doubt(row.packetId()));
                onLost.run();
              } else {
                chunk.rows().forEach(row -> hand(row.packetId()));
                send(chunk.packets(), told);
                pump();
              }
            },
            line);
  }

  private void hand(int packetId) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing != null) {
      outgoing.hand();
      if (outgoing.group() != null) {
        groups.handed(outgoing.group(), outgoing.position());
      }
    }
  }

  /** Asks the store whether a message that was not sent belongs to its group or the session. */
  private void doubt(int packetId) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing != null && outgoing.group() != null) {
      inFlight.removeOther(packetId);
      groups.doubt(outgoing.group(), outgoing.position());
    }
  }

  /** Returns null if the message is not for this client, or an earlier connection has sent it. */
  private @Nullable Delivery delivery(Envelope envelope) {
    Delivery delivery = writer.delivery(envelope);
    boolean done =
        delivery != null
            && delivery.qos() == 2
            && envelope instanceof Envelope.OfMessage message
            && message.message().position() <= exact;
    return done ? null : delivery;
  }

  private static long position(Envelope envelope) {
    if (envelope instanceof Envelope.OfMessage message) {
      return message.message().position();
    }
    return envelope instanceof Envelope.Aside aside ? aside.message().message().position() : 0;
  }

  /** Returns the next packet id that is not in use (MQTT-2.2.1-3). */
  private int nextId() {
    do {
      lastId = lastId == 0xffff ? 1 : lastId + 1;
    } while (inFlight.contains(lastId));
    return lastId;
  }

  /** Tells the hub that the client is alive, even if it is slow. */
  void progressed() {
    PendingBatch now = pending;
    if (now != null) {
      now.written().progressed();
    }
  }

  /** The position that the session can resume from if this node is killed now. */
  long safe() {
    long safe = Math.min(sent, inFlight.first() - 1);
    for (Outgoing outgoing : inFlight.others()) {
      if (!outgoing.stored() && outgoing.group() == null) {
        safe = Math.min(safe, outgoing.position() - 1);
      }
    }
    return safe;
  }

  long sent() {
    return sent;
  }

  /** The position up to which messages have been sent, at QoS 2 maybe by an earlier connection. */
  long horizon() {
    return Math.max(sent, exact);
  }

  /**
   * Returns the messages in flight that belong to the session and not to a group, in the order in
   * which they were sent and must be sent again.
   */
  List<InFlight> rows() {
    return inFlight.rows();
  }
}
