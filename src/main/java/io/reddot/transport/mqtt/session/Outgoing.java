package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import org.jspecify.annotations.Nullable;

/** A message that was sent to a client and is not acknowledged. Confined to its line. */
final class Outgoing {
  private static final String RETAINED = "r";

  private final long position;
  private final int qos;
  private final boolean retained;
  private final @Nullable String group;

  /** The group in the stored row, which stays when the session resumes; null: none. */
  private final @Nullable String origin;

  private final boolean stored;
  private boolean released;
  private long turn;

  /** Whether the message was moved from the group to the session, in a commit that is done. */
  private boolean handed;

  /**
   * @param group the group that the message belongs to; null: none
   * @param stored whether the message is stored as in flight
   * @param released whether the client has received the message (QoS 2)
   */
  Outgoing(
      long position,
      int qos,
      boolean retained,
      @Nullable String group,
      boolean stored,
      boolean released) {
    this(position, qos, retained, group, group, stored, released);
  }

  private Outgoing(
      long position,
      int qos,
      boolean retained,
      @Nullable String group,
      @Nullable String origin,
      boolean stored,
      boolean released) {
    this.origin = origin;
    this.position = position;
    this.qos = qos;
    this.retained = retained;
    this.group = group;
    this.stored = stored;
    this.released = released;
  }

  /** Creates a QoS 1 message in the log's order that is neither a group's nor stored. */
  static Outgoing plain(long position) {
    return new Outgoing(position, 1, false, null, false, false);
  }

  /** Creates a message from the row that an earlier connection stored. */
  static Outgoing of(InFlight row) {
    String kind = row.kind() == null ? "1" : row.kind();
    return new Outgoing(
        row.position(),
        kind.charAt(0) - '0',
        kind.endsWith(RETAINED),
        null,
        row.share(),
        true,
        row.released());
  }

  /** Returns the row to store. */
  InFlight row(int packetId) {
    String kind = qos + (retained ? RETAINED : "");
    return new InFlight(true, packetId, position, null, released, kind, origin);
  }

  long position() {
    return position;
  }

  int qos() {
    return qos;
  }

  boolean retained() {
    return retained;
  }

  @Nullable String group() {
    return group;
  }

  boolean stored() {
    return stored;
  }

  boolean released() {
    return released;
  }

  boolean handed() {
    return handed;
  }

  long turn() {
    return turn;
  }

  /** Sets the place in the order of messages sent to the client. */
  void inTurn(long turn) {
    this.turn = turn;
  }

  void hand() {
    handed = true;
  }

  void release() {
    released = true;
  }
}
