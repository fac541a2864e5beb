package io.reddot.hub;

import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a lane must write after it has offered some steps, when its lock is released. For one
 * thread.
 */
final class DueWrites {
  private final Set<Session> offered = new LinkedHashSet<>();
  private final List<Session> regrouped = new ArrayList<>(0);
  private final List<Session> revoked = new ArrayList<>(0);
  private final List<Session> disconnected = new ArrayList<>(0);
  private final List<TokenChanges.Renewal> renewed = new ArrayList<>(0);

  /** Adds sessions that were offered a message. */
  void write(Collection<Session> sessions) {
    offered.addAll(sessions);
  }

  /** Adds sessions that must reconnect, because the groups of their user have changed. */
  void regroup(Collection<Session> sessions) {
    regrouped.addAll(sessions);
  }

  /** Adds sessions whose tokens were revoked. */
  void revoke(Collection<Session> sessions) {
    revoked.addAll(sessions);
  }

  /** Adds a session that an operator disconnects; null: it is not here. */
  void disconnect(@Nullable Session session) {
    if (session != null) {
      disconnected.add(session);
    }
  }

  /** Adds a session that continues with another token. */
  void tell(TokenChanges.Renewal renewal) {
    renewed.add(renewal);
  }

  void write() {
    revoked.forEach(session -> session.goodbye(Goodbye.REVOKED)); // discards what it was offered
    disconnected.forEach(session -> session.goodbye(Goodbye.DISCONNECTED));
    renewed.forEach(TokenChanges.Renewal::tell);
    offered.forEach(Session::flush);
    regrouped.forEach(session -> session.goodbye(Goodbye.REGROUPED));
  }
}
