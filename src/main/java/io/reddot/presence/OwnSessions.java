package io.reddot.presence;

import io.reddot.session.DeliveryRecord;
import io.reddot.session.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The open sessions of this node: the clients that are connected, and those that poll. Clients of a
 * shared subscription are left out; its members have sessions of their own. Thread-safe.
 */
final class OwnSessions {
  private final Supplier<? extends Collection<Session>> sessions;
  private final Supplier<? extends Collection<DeliveryRecord>> polls;

  private record Client(String user, String device, String transport) {}

  /**
   * @param sessions returns the current sessions, including held polls
   * @param polls returns the runs of polls whose clients may still be there
   */
  OwnSessions(
      Supplier<? extends Collection<Session>> sessions,
      Supplier<? extends Collection<DeliveryRecord>> polls) {
    this.sessions = sessions;
    this.polls = polls;
  }

  /**
   * Returns what other nodes should know. A polling client is one run of polls: a held poll ends
   * too soon to be written.
   *
   * @param node the id of this node
   */
  List<OnlineSession> stored(String node) {
    List<OnlineSession> stored = new ArrayList<>();
    for (Session session : sessions.get()) {
      if (!session.answersOnce() && counts(session)) {
        stored.add(OnlineSession.of(session, node));
      }
    }
    polls.get().forEach(run -> stored.add(OnlineSession.of(run, node)));
    return stored;
  }

  /**
   * Returns what this node shows: also held polls, each in the place of its client's run.
   *
   * @param node the id of this node
   */
  List<OnlineSession> shown(String node) {
    List<OnlineSession> shown = new ArrayList<>();
    Set<Client> held = new HashSet<>();
    for (Session session : sessions.get()) {
      if (counts(session)) {
        OnlineSession open = OnlineSession.of(session, node);
        shown.add(open);
        if (!open.connected()) {
          held.add(new Client(open.user(), open.device(), open.transport()));
        }
      }
    }
    for (DeliveryRecord run : polls.get()) {
      OnlineSession open = OnlineSession.of(run, node);
      if (!held.contains(new Client(open.user(), open.device(), open.transport()))) {
        shown.add(open);
      }
    }
    return shown;
  }

  private static boolean counts(Session session) {
    return session.user().indexOf('/') < 0;
  }
}
