package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.share.GroupFeedback;
import java.util.List;

/**
 * Takes a client's acknowledgements of messages that were sent to it: PUBACK at QoS 1, PUBREC and
 * PUBCOMP at QoS 2. PUBREL is sent only after the receipt of a QoS 2 message is committed. Confined
 * to its line.
 */
final class Acknowledgements {
  private final Line line;
  private final Packets packets;
  private final DurableSession durable;
  private final Unacknowledged inFlight;
  private final GroupFeedback groups;
  private final Runnable onProgress;
  private final Runnable onRoom;
  private final Runnable onLost;

  /**
   * @param onProgress called when the client shows that it is alive
   * @param onRoom called when the client's window has room for more messages
   * @param onLost called when messages in flight cannot be stored
   */
  Acknowledgements(
      Line line,
      Packets packets,
      DurableSession durable,
      Unacknowledged inFlight,
      GroupFeedback groups,
      Runnable onProgress,
      Runnable onRoom,
      Runnable onLost) {
    this.line = line;
    this.packets = packets;
    this.durable = durable;
    this.inFlight = inFlight;
    this.groups = groups;
    this.onProgress = onProgress;
    this.onRoom = onRoom;
    this.onLost = onLost;
  }

  /** PUBACK. */
  void acknowledged(int packetId) {
    if (inFlight.removePlain(packetId)) {
      goOn();
      return;
    }
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing != null && outgoing.qos() == 1) {
      finish(packetId, outgoing);
    } // otherwise it belongs to an earlier connection, or is a mistake; nothing waits for it
  }

  /**
   * PUBREC.
   *
   * @param refused whether the reason code is an error, which ends the exchange
   */
  void received(int packetId, boolean refused) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing == null || outgoing.qos() != 2) {
      line.send(packets.pubRel(packetId, Reason.PACKET_ID_NOT_FOUND));
    } else if (refused) {
      finish(packetId, outgoing);
    } else {
      boolean again = outgoing.released();
      settle(outgoing); // the client has the message, even if the exchange is never completed
      outgoing.release();
      if (again || !outgoing.stored()) {
        line.send(packets.pubRel(packetId, Reason.SUCCESS));
      } else {
        storeThenRelease(packetId, outgoing);
      }
    }
    onProgress.run();
  }

  private void storeThenRelease(int packetId, Outgoing outgoing) {
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

  /** PUBCOMP. */
  void completed(int packetId) {
    Outgoing outgoing = inFlight.get(packetId);
    if (outgoing != null && outgoing.qos() == 2) {
      finish(packetId, outgoing);
    }
  }

  private void finish(int packetId, Outgoing outgoing) {
    forget(packetId, outgoing);
    goOn();
  }

  private void goOn() {
    onProgress.run();
    onRoom.run();
  }

  /** Removes a message that is finished, or that will not be sent again. */
  void forget(int packetId, Outgoing outgoing) {
    inFlight.removeOther(packetId);
    settle(outgoing);
    if (outgoing.stored()) {
      var unused = durable.remove(outgoing.row(packetId));
    }
  }

  private void settle(Outgoing outgoing) {
    String group = outgoing.group();
    if (group != null && !outgoing.released()) {
      groups.settled(group, outgoing.position(), outgoing.stored());
    }
  }
}
