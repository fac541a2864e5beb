package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.message.TopicFilter;
import io.reddot.session.Identity;
import io.reddot.session.Session;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Records what was delivered to sessions and polls; receipts are derived from the records.
 * Implementations are thread-safe, and neither block nor call back.
 */
public interface SessionLedger {
  /**
   * Starts to store the records.
   *
   * @param sessions returns the current sessions
   */
  void start(Supplier<? extends Collection<Session>> sessions);

  /** Records a session that has ended. */
  void ended(Session session);

  /**
   * Records a poll that was answered.
   *
   * @param by the reader, under an empty session id
   * @param filters each with the position after which the reader receives what it matches
   * @param after the position after which the poll started
   * @param through the position that its answer reached
   */
  void polled(Identity by, Map<TopicFilter, Long> filters, long after, long through);

  /** Records that a caller asked for a subscription that its grants do not cover. */
  default void refused(Caller caller, TopicFilter filter) {}

  /** Whether a session of any node is known to have ended; the answer may be some seconds old. */
  boolean over(String session);

  /**
   * Whether another node has a client with this session connected; the answer may be some seconds
   * old.
   */
  boolean connected(String session);

  /** Stores the sessions that have ended, within seconds, and stops. */
  void close();
}
