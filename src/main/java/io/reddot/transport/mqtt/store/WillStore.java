package io.reddot.transport.mqtt.store;

import io.reddot.message.Draft;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Wills of connected clients, and of clients that have gone and are waited for. Each will has a
 * number. It belongs to the node that has the connection until the connection ends; a node that is
 * {@linkplain ShareStore#gone taken for gone} has none any more, and what it had becomes due.
 *
 * <p>A will that is due is published by any node. Its row goes in the transaction that appends its
 * message, so each will is published at most once, whatever crashes.
 *
 * <p>Changes are committed in the order in which they were asked for, among themselves and with
 * {@link MessageLog#append} and those of the {@link SessionStore}, and fail as an append does.
 * Answers come on a thread that must not be held up. Thread-safe.
 */
public interface WillStore {

  /**
   * Decides about the wills of a session's earlier connections, and stores the will of the new one.
   * An earlier will that is waiting is removed if the session goes on (MQTT-3.1.3-9), and is due if
   * the session has ended. The will of a connection that is taken over is due, unless it has a
   * delay and the session goes on.
   *
   * @param resumed whether the session goes on
   * @param will null: the new connection has none
   * @return the will's number; 0 if there is none. It fails with a {@link
   *     io.reddot.message.Problem} (429), with nothing changed, if the owner has too many wills or
   *     too much in them
   */
  CompletionStage<Long> open(String session, boolean resumed, @Nullable Will will, Bounds bounds);

  /** Whether there is any will of the session's earlier connections. */
  boolean any(String session);

  /**
   * The connection has ended.
   *
   * @param caller as the will is to be judged
   * @return false if there is no such will, or it is due already
   */
  CompletionStage<Boolean> left(long number, Instant dueAt, String caller);

  /** The connection goes on with other rights. */
  CompletionStage<Boolean> renew(long number, String caller);

  /** The will is not published any more. */
  CompletionStage<Boolean> remove(long number);

  /**
   * The node has these connections: their wills are its again, as far as they have not been
   * published. For a node that was taken for gone and lives.
   */
  CompletionStage<Boolean> hold(String node, Collection<Long> numbers);

  /** Wills that are due, the oldest first; the weight of one page is bounded. */
  List<Due> due(int limit);

  /** A will that is due is tried again then. */
  CompletionStage<Boolean> postpone(long number, Instant dueAt);

  /**
   * Appends the message of a will that is due and removes the will, in one transaction. A message
   * whose id is taken is dropped.
   *
   * @return false, with nothing changed, if another node was quicker
   */
  CompletionStage<Boolean> publish(long number, Draft draft);

  /**
   * A will as its client leaves it.
   *
   * @param node which has the connection
   * @param owner against whose bounds it counts
   * @param caller what the transport needs to judge it when it is published; text
   * @param address where the client is
   * @param delay from the end of the connection on
   * @param lifetime of the message, from its publication on; null: it does not expire
   */
  record Will(
      String node,
      String owner,
      String caller,
      String address,
      Duration delay,
      @Nullable Duration lifetime,
      Draft draft) {
    /** What it weighs, in characters. */
    public int size() {
      return draft.size() + caller.length();
    }
  }

  /** A will whose time has come. */
  record Due(
      long number, String caller, String address, @Nullable Duration lifetime, Draft draft) {}

  /**
   * What one owner may leave.
   *
   * @param wills how many
   * @param bytes how much in all, in characters
   */
  record Bounds(int wills, long bytes) {}
}
