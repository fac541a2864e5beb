package io.reddot.transport.mqtt.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.Problem;
import io.reddot.web.MemoryBudget;
import io.reddot.web.Unfinished;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Accounts for the buffered input of one connection: the incomplete packet, which has a deadline,
 * and packets that arrive before CONNACK. Both count against the budget for unfinished requests.
 *
 * <p>Threat: a client begins large packets and completes none. Thread-safe.
 */
public final class BufferedInput {
  private final MemoryBudget.Share share;
  private final InstantSource clock;
  private final Duration allowed;

  /** When the incomplete packet began, in milliseconds of the epoch; 0: there is none. */
  private volatile long since;

  /** The bytes of the incomplete packet. */
  @GuardedBy("this")
  private int begun;

  /** The bytes of complete packets that wait for CONNACK. */
  @GuardedBy("this")
  private int early;

  /**
   * @param allowed the maximum time from a packet's first byte to its last
   */
  public BufferedInput(MemoryBudget.Share share, InstantSource clock, Duration allowed) {
    this.share = share;
    this.clock = clock;
    this.allowed = allowed;
  }

  /** Creates the account of a connection from this address. */
  public static BufferedInput of(Unfinished unfinished, String address, MqttSettings settings) {
    return new BufferedInput(
        unfinished.of("", address), InstantSource.system(), settings.packetDeadline());
  }

  /**
   * Sets the number of bytes of the incomplete packet.
   *
   * @throws Problem (429, 503) if the user, the address or all clients together exceed a limit
   */
  public void waits(int bytes) {
    if (bytes == 0) {
      since = 0;
    } else if (since == 0) {
      since = clock.millis();
    }
    synchronized (this) {
      share.holdExactly((long) bytes + early);
      begun = bytes;
    }
  }

  /**
   * Sets the number of bytes of complete packets that wait for CONNACK.
   *
   * @throws Problem (429, 503) as {@link #waits}
   */
  synchronized void keeps(int bytes) {
    share.holdExactly((long) begun + bytes);
    early = bytes;
  }

  /** Notes that the packet is complete. */
  public void ended() {
    since = 0;
  }

  /** Restarts the deadline after a pause in reading. */
  public void restart() {
    if (since != 0) {
      since = clock.millis();
    }
  }

  /** Whether the packet exceeds its deadline. */
  public boolean overdue(Instant now) {
    long began = since;
    return began != 0 && now.toEpochMilli() - began >= allowed.toMillis();
  }

  Duration allowed() {
    return allowed;
  }

  /**
   * Counts the input against this user's limit, too.
   *
   * @throws Problem (429) if the user exceeds the limit
   */
  public void identify(String user) {
    share.identify(user);
  }

  /** Releases the memory; the connection has ended. */
  public synchronized void release() {
    begun = 0;
    early = 0;
    share.release();
  }
}
