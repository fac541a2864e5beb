package io.reddot.transport.mqtt.session;

import io.reddot.log.SessionStore.InFlight;
import org.jspecify.annotations.Nullable;

/** A message that was sent to a client and is not acknowledged. For its line. */
final class Outgoing {
  private static final String RETAINED = "r";

  private final long position;
  private final int qos;
  private final boolean retained;
  private final @Nullable String group;

  /** The group whose row it is, be it that an earlier connection took it; null: none. */
  private final @Nullable String origin;

  private final boolean stored;
  private boolean released;
  private long turn;

  /** What is stored and was taken for a group is the session's only once that is committed. */
  private boolean handed;

  /**
   * @param group the group that it was taken for; null: the client itself
   * @param stored whether there is a row of it
   * @param released whether the client has said that it has it (QoS 2)
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

  /** At QoS 1, from the log, and nobody's but this connection's. */
  static Outgoing plain(long position) {
    return new Outgoing(position, 1, false, null, false, false);
  }

  /** As an earlier connection left it. */
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

  /** As it is stored. */
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

  /** In the order of all that are sent to the client. */
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
