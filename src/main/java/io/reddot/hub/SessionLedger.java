package io.reddot.hub;

import io.reddot.message.TopicFilter;
import io.reddot.session.Identity;
import io.reddot.session.Session;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Records what sessions and polls were handed. The hub tells it; receipts are answered from it.
 * Implementations are thread-safe, and neither wait nor call back.
 */
public interface SessionLedger {
  /**
   * Begins to store what is recorded.
   *
   * @param sessions returns the sessions that there are at the moment
   */
  void start(Supplier<? extends Collection<Session>> sessions);

  /** Records a session that has ended. */
  void ended(Session session);

  /**
   * Records a poll that was answered.
   *
   * @param by the reader, under an empty session id
   * @param filters each with the position behind which the reader gets what it matches
   * @param after where the poll began
   * @param through where the answer ended
   */
  void polled(Identity by, Map<TopicFilter, Long> filters, long after, long through);

  /** Whether a session of any node is known to have ended; it may be some seconds behind. */
  boolean over(String session);

  /** Stores the sessions that have ended, as far as that takes seconds only, and ends. */
  void close();
}
