package io.reddot.presence;

import io.reddot.message.TopicFilter;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Identity;
import io.reddot.session.Session;
import io.reddot.session.SubscribedRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
      if (isStored(session)) {
        stored.add(OnlineSession.of(session, node));
      }
    }
    polls.get().forEach(run -> stored.add(OnlineSession.of(run, node)));
    return stored;
  }

  /** Counts the sessions that {@link #stored} returns. */
  long size() {
    return sessions.get().stream().filter(OwnSessions::isStored).count() + polls.get().size();
  }

  private static boolean isStored(Session session) {
    return !session.answersOnce() && !session.identity().shared();
  }

  /**
   * Returns what this node shows: also held polls, each in the place of its client's run.
   *
   * @param node the id of this node
   * @param user the only user; null: all
   */
  List<OnlineSession> shown(String node, @Nullable String user) {
    List<OnlineSession> shown = new ArrayList<>();
    Set<Client> held = new HashSet<>();
    for (Session session : sessions.get()) {
      if (isOf(session.identity(), user) && !session.identity().shared()) {
        OnlineSession open = OnlineSession.of(session, node);
        shown.add(open);
        if (!open.connected()) {
          held.add(new Client(open.user(), open.device(), open.transport()));
        }
      }
    }
    for (DeliveryRecord run : polls.get()) {
      if (isOf(run.identity(), user)) {
        OnlineSession open = OnlineSession.of(run, node);
        if (!held.contains(new Client(open.user(), open.device(), open.transport()))) {
          shown.add(open);
        }
      }
    }
    return shown;
  }

  /**
   * Calls {@code each} with the user and the subscriptions of every session, held polls included.
   */
  void subscribed(BiConsumer<String, List<TopicFilter>> each) {
    for (Session session : sessions.get()) {
      if (!session.identity().shared()) {
        each.accept(session.user(), session.subscriptions());
      }
    }
    for (DeliveryRecord run : polls.get()) {
      each.accept(
          run.identity().user(), run.subscribed().stream().map(SubscribedRange::filter).toList());
    }
  }

  private static boolean isOf(Identity identity, @Nullable String user) {
    return user == null || user.equals(identity.user());
  }
}
