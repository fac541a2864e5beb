package io.reddot.transport.mqtt.session;

import io.reddot.session.Envelope;
import io.reddot.transport.mqtt.share.Departure;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The group messages among those in flight to one client. Confined to its line. */
final class GroupMessages {
  private final Unacknowledged inFlight;

  GroupMessages(Unacknowledged inFlight) {
    this.inFlight = inFlight;
  }

  /** The group that an envelope of the outbox belongs to; null: none. */
  static @Nullable String group(Envelope envelope) {
    return envelope instanceof Envelope.Aside aside && !aside.retained()
        ? aside.subscription()
        : null;
  }

  /** The groups with messages in flight. */
  Set<String> groups() {
    Set<String> groups = new HashSet<>();
    for (Outgoing outgoing : inFlight.others()) {
      if (outgoing.group() != null) {
        groups.add(outgoing.group());
      }
    }
    return groups;
  }

  /** The positions of a group's messages in flight. */
  Set<Long> positions(String group) {
    Set<Long> positions = new HashSet<>();
    for (Outgoing outgoing : inFlight.others()) {
      if (group.equals(outgoing.group())) {
        positions.add(outgoing.position());
      }
    }
    return positions;
  }

  /**
   * Decides where a group's messages in flight go when the client leaves the group.
   *
   * @param ended whether the connection has ended; otherwise the client finishes what is in flight
   */
  Departure departure(String group, boolean ended) {
    Departure departure = new Departure(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Outgoing outgoing : inFlight.others()) {
      if (!group.equals(outgoing.group())) {
        continue;
      }
      long position = outgoing.position();
      if (outgoing.stored()) {
        departure.handed().add(position);
      } else if (!ended) {
        departure.stays().add(position);
      } else if (outgoing.qos() == 2) {
        departure.spent().add(position);
      }
    }
    return departure;
  }
}
