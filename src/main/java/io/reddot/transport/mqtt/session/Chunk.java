package io.reddot.transport.mqtt.session;

import io.netty.buffer.ByteBuf;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.ShareStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One write to a client, and the changes that must be committed before it. Most writes have none
 * and allocate no list. Confined to its line.
 */
final class Chunk {
  private final ByteBuf packets;
  private List<InFlight> rows = List.of();
  private List<ShareStore.Share> handed = List.of();
  private @Nullable Long exactPosition;

  Chunk(ByteBuf packets) {
    this.packets = packets;
  }

  ByteBuf packets() {
    return packets;
  }

  boolean isFull() {
    return packets.readableBytes() >= PendingBatch.WRITE_BYTES;
  }

  /** Adds a message in flight that is stored before it is sent. */
  void store(InFlight row) {
    rows = with(rows, row);
  }

  /** Sets the position up to which all QoS 2 messages are stored once the chunk is committed. */
  void exactUpTo(long position) {
    exactPosition = position;
  }

  @Nullable Long exactPosition() {
    return exactPosition;
  }

  /** Adds a message of a group that belongs to the stored session once it is committed. */
  void hand(ShareStore.Share message) {
    handed = with(handed, message);
  }

  private static <T> List<T> with(List<T> some, T one) {
    List<T> more = some.isEmpty() ? new ArrayList<>() : some;
    more.add(one);
    return more;
  }

  List<InFlight> rows() {
    return rows;
  }

  List<ShareStore.Share> handed() {
    return handed;
  }
}
