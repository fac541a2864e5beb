package io.reddot.transport.mqtt.session;

import io.reddot.log.SessionStore.InFlight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to one client and is not acknowledged, by packet id.
 *
 * <p>Nearly all of it is <em>plain</em>: at QoS 1, from the log, this connection's alone. Of those
 * only the position is kept, in arrays by the last bits of the id, for ids are given in order: a
 * map's entries would be most of what an acknowledged delivery costs in memory and in work for the
 * collector. Everything else is an {@link Outgoing}. For its line.
 */
final class Unacknowledged {
  private static final int FEWEST = 8;

  /** Most connections are idle: they share these. */
  private static final char[] NO_IDS = {};

  private static final long[] NONE = {};

  /** 0: the place is free. As long as the other two: none, or a power of two. */
  private char[] ids = NO_IDS;

  private long[] positions = NONE;

  /** The turn in which each was sent. */
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

  /** A plain one under an id that is not in use. */
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
      add(packetId, Outgoing.plain(position)); // one that the client does not acknowledge is there
    }
  }

  /** Each moves to a place of its own, for more of its last bits count. */
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

  /** Whether a plain one was there. */
  boolean removePlain(int packetId) {
    if (!has(packetId)) {
      return false;
    }
    ids[place(packetId)] = 0;
    plain--;
    return true;
  }

  /** Null: there is none, or it is plain. */
  @Nullable Outgoing get(int packetId) {
    return others.get(packetId);
  }

  void removeOther(int packetId) {
    if (!others.isEmpty()) { // else it may be the shared one, which takes no changes
      others.remove(packetId);
    }
  }

  /** All that are not plain. */
  Collection<Outgoing> others() {
    return Collections.unmodifiableCollection(others.values());
  }

  /** The first position of a plain one; {@link Long#MAX_VALUE}: there is none. */
  long first() {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != 0) {
        first = Math.min(first, positions[i]);
      }
    }
    return first;
  }

  /** As they are stored, in the order in which they were sent, without what is still a group's. */
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
