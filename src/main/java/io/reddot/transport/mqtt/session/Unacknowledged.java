package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages in flight to one client, by packet id.
 *
 * <p>Nearly all are <em>plain</em>: QoS 1, in the log's order, neither a group's nor stored. Only
 * the position of a plain message is kept, in arrays that are indexed by the low bits of the packet
 * id, since ids are assigned in order. Map entries would account for most of the memory and garbage
 * of an acknowledged delivery. Other messages are {@link Outgoing}. Confined to its line.
 */
final class Unacknowledged {
  private static final int FEWEST = 8;

  /** Shared by idle connections, which are the majority. */
  private static final char[] NO_IDS = {};

  private static final long[] NONE = {};

  /** The packet ids; 0: the place is free. All arrays have the same length, 0 or a power of two. */
  private char[] ids = NO_IDS;

  private long[] positions = NONE;

  /** The place of each message in the order of sending. */
  private long[] turns = NONE;

  private int plain;

  private Map<Integer, Outgoing> others = Map.of();

  private long turn;

  int size() {
    return plain + others.size();
  }

  boolean contains(int packetId) {
    return has(packetId) || others.containsKey(packetId);
  }

  private boolean has(int packetId) {
    return plain > 0 && packetId != 0 && ids[place(packetId)] == packetId;
  }

  private int place(int packetId) {
    return packetId & (ids.length - 1);
  }

  /** Adds a plain message under an id that is not in use. */
  void add(int packetId, long position) {
    if (ids.length == 0) {
      resize(FEWEST);
    }
    while (ids[place(packetId)] != 0 && plain > ids.length / 2) {
      resize(2 * ids.length);
    }
    int place = place(packetId);
    if (ids[place] == 0) {
      ids[place] = (char) packetId;
      positions[place] = position;
      turns[place] = turn++;
      plain++;
    } else {
      // A message that the client has not acknowledged for a long time occupies the place.
      add(packetId, Outgoing.plain(position));
    }
  }

  /** Moves the messages to larger arrays, which use one more bit of the id, so none collide. */
  private void resize(int places) {
    char[] oldIds = ids;
    long[] oldPositions = positions;
    long[] oldTurns = turns;
    ids = new char[places];
    positions = new long[places];
    turns = new long[places];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        int place = place(oldIds[i]);
        ids[place] = oldIds[i];
        positions[place] = oldPositions[i];
        turns[place] = oldTurns[i];
      }
    }
  }

  void add(int packetId, Outgoing outgoing) {
    outgoing.inTurn(turn++);
    if (others.isEmpty()) {
      others = new LinkedHashMap<>();
    }
    others.put(packetId, outgoing);
  }

  /** Removes a plain message; returns whether there was one. */
  boolean removePlain(int packetId) {
    if (!has(packetId)) {
      return false;
    }
    ids[place(packetId)] = 0;
    plain--;
    return true;
  }

  /** Returns a message that is not plain; null: there is none. */
  @Nullable Outgoing get(int packetId) {
    return others.get(packetId);
  }

  void removeOther(int packetId) {
    if (!others.isEmpty()) { // otherwise it may be the immutable empty map
      others.remove(packetId);
    }
  }

  /** All messages that are not plain. */
  Collection<Outgoing> others() {
    return Collections.unmodifiableCollection(others.values());
  }

  /** The lowest position of a plain message; {@link Long#MAX_VALUE}: there is none. */
  long first() {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != 0) {
        first = Math.min(first, positions[i]);
      }
    }
    return first;
  }

  /** The rows to store, in the order of sending, without messages that belong to groups. */
  List<InFlight> rows() {
    record Sent(long turn, InFlight row) {}
    List<Sent> all = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != 0) {
        all.add(new Sent(turns[i], Outgoing.plain(positions[i]).row(ids[i])));
      }
    }
    others.forEach(
        (packetId, outgoing) -> {
          if (outgoing.group() == null || outgoing.handed()) {
            all.add(new Sent(outgoing.turn(), outgoing.row(packetId)));
          }
        });
    all.sort(Comparator.comparingLong(Sent::turn));
    return all.stream().map(Sent::row).toList();
  }
}
