package io.reddot.presence;

import io.reddot.hub.AllNodes;
import io.reddot.hub.LeaseWatch;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.presence.PresenceStore.LeasedNode;
import io.reddot.presence.PresenceStore.Subscribed;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows the open sessions of all nodes: those of this node from its memory, those of others from
 * the database, where each node writes what has changed every few seconds. A node whose lease is
 * not renewed for {@link #TERM} is considered dead, and its sessions are gone.
 *
 * <p>Thread-safe, except that {@link #write} and {@link #close} are for one thread. Memory: one
 * small record per session of this node.
 */
final class Presence {
  private static final System.Logger LOGGER = System.getLogger(Presence.class.getName());

  /**
   * Together with the time between two writes, before and after it, a dead node's sessions are gone
   * within 30 seconds.
   */
  static final Duration TERM = Duration.ofSeconds(18);

  private final PresenceStore store;
  private final String name;
  private final InstantSource clock;
  private final Instant started;
  private final OwnSessions own;
  private final LeaseWatch leases;
  private final String id = UUID.randomUUID().toString();

  /** The stored sessions of this node, by id. Confined to the thread that writes. */
  private final Map<String, Shown> written = new HashMap<>();

  /** When the last renewal of each node's lease was noticed. */
  private volatile Map<String, Instant> renewed = Map.of();

  /** The other nodes as of the last look. */
  private volatile List<LeasedNode> others = List.of();

  /** What may change in a stored session. */
  private record Shown(long outboxBytes, int topics) {
    static Shown of(OnlineSession session) {
      return new Shown(session.outboxBytes(), session.topics().hashCode());
    }
  }

  /**
   * A page of sessions.
   *
   * @param next the user after which the next page begins; null: there is none
   */
  record Page(List<OnlineSession> sessions, @Nullable String next) {}

  /**
   * @param name the name of this node, for people
   */
  Presence(PresenceStore store, String name, OwnSessions own, InstantSource clock) {
    this.store = store;
    this.name = name;
    this.clock = clock;
    this.started = clock.instant().truncatedTo(ChronoUnit.MILLIS); // as the database has it
    this.own = own;
    this.leases = new LeaseWatch(TERM, clock);
  }

  /**
   * Renews the lease of this node, stores what has changed in its sessions, and ends the leases of
   * dead nodes.
   *
   * @return false if other nodes had considered this node dead, or it is new: everything that it
   *     had stored may be gone
   */
  boolean write() {
    boolean known = done(store.renew(id, name, started));
    if (!known) {
      written.clear();
    }
    store(own.stored(id));
    ended()
        .forEach(
            (node, renewals) -> {
              if (!node.equals(id) && done(store.end(node, renewals))) {
                LOGGER.log(
                    Level.WARNING,
                    "node {0} has not renewed its lease for {1} seconds; its sessions are gone",
                    node,
                    TERM.toSeconds());
              }
            });
    while (done(store.sweep()) >= PresenceStore.ROWS) {
      // short transactions, until nothing is left
    }
    return known;
  }

  /** Looks at the leases of all nodes, and returns those that have ended. */
  private Map<String, Long> ended() {
    List<LeasedNode> nodes = store.nodes();
    Map<String, Long> renewals = new HashMap<>();
    nodes.forEach(node -> renewals.put(node.id(), node.renewals()));
    Map<String, Long> ended = leases.ended(renewals);
    renewed = leases.renewed();
    others =
        nodes.stream()
            .filter(node -> !node.id().equals(id) && !ended.containsKey(node.id()))
            .toList();
    return ended;
  }

  /** Stores all new sessions, but only some of those that have changed. */
  private void store(List<OnlineSession> sessions) {
    List<OnlineSession> put = new ArrayList<>();
    List<OnlineSession> changed = new ArrayList<>();
    Collection<String> over = new HashSet<>(written.keySet());
    for (OnlineSession session : sessions) {
      over.remove(session.session());
      Shown before = written.get(session.session());
      if (before == null) {
        put.add(session);
      } else if (changed.size() < PresenceStore.ROWS && !before.equals(Shown.of(session))) {
        changed.add(session);
      }
    }
    put.addAll(changed);
    for (List<OnlineSession> some : chunks(put)) {
      int unused = done(store.put(some));
      some.forEach(session -> written.put(session.session(), Shown.of(session)));
    }
    for (List<String> some : chunks(List.copyOf(over))) {
      int unused = done(store.remove(some));
      written.keySet().removeAll(new HashSet<>(some));
    }
  }

  private static <T> List<List<T>> chunks(List<T> all) {
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PresenceStore.ROWS) {
      chunks.add(all.subList(from, Math.min(all.size(), from + PresenceStore.ROWS)));
    }
    return chunks;
  }

  /** Takes this node and its sessions out of the database: it stops. */
  void close() {
    int unused = done(store.leave(id));
    while (done(store.sweep()) >= PresenceStore.ROWS) {
      // short transactions, until nothing is left
    }
  }

  /** Returns a page of sessions. A user is never split, unless it has more than a whole page. */
  Page page(PresenceQuery query) {
    PresenceQuery oneMore =
        new PresenceQuery(
            query.user(), query.transport(), query.node(), query.after(), query.limit() + 1);
    boolean here = query.node() == null || query.node().equals(name);
    Stream<OnlineSession> mine =
        here
            ? own.shown(id, query.user()).stream().filter(query::matches)
            : Stream.<OnlineSession>empty();
    Stream<OnlineSession> others = store.others(oneMore, id).stream().filter(query::matches);
    List<OnlineSession> all =
        Stream.concat(mine, others).sorted(OnlineSession.ORDER).limit(query.limit() + 1L).toList();
    if (all.size() <= query.limit()) {
      return new Page(all, null);
    }
    String last = all.get(query.limit() - 1).user();
    if (!all.get(query.limit()).user().equals(last)) {
      return new Page(all.subList(0, query.limit()), last);
    }
    List<OnlineSession> whole = all.stream().filter(one -> !one.user().equals(last)).toList();
    return whole.isEmpty()
        ? new Page(all.subList(0, query.limit()), last)
        : new Page(whole, whole.get(whole.size() - 1).user());
  }

  /** Returns the nodes that have a lease, by their ids, this one first. */
  Map<String, LeasedNode> nodes() {
    Map<String, LeasedNode> nodes = new LinkedHashMap<>();
    nodes.put(id, self());
    store.nodes().forEach(node -> nodes.putIfAbsent(node.id(), node));
    return nodes;
  }

  private LeasedNode self() {
    return new LeasedNode(id, name, started, 0, own.size());
  }

  /**
   * Returns the nodes as they were at the last {@link #write}, this one first. It does not ask the
   * database, so it answers while that is down.
   */
  List<AllNodes.State> states() {
    return Stream.concat(Stream.of(self()), others.stream()).map(this::state).toList();
  }

  /** Counts the nodes that {@link #states} returns. */
  int count() {
    return 1 + others.size();
  }

  /** Returns what to tell of a node. */
  AllNodes.State state(LeasedNode node) {
    Instant now = clock.instant();
    Instant seenAt = node.id().equals(id) ? now : renewed.getOrDefault(node.id(), now);
    return new AllNodes.State(node.name(), node.started(), seenAt, node.sessions());
  }

  /**
   * Returns the users who are online on any node with a subscription that matches, for each of the
   * topics. Other nodes' sessions with very many subscriptions may be missed: not all are stored.
   */
  Map<Topic, Set<String>> online(Collection<Topic> topics) {
    Map<Topic, Set<String>> online = new LinkedHashMap<>();
    topics.forEach(topic -> online.put(topic, new HashSet<>()));
    own.subscribed((user, filters) -> add(online, user, filters));
    List<Subscribed> page = store.subscribed(id, "");
    while (!page.isEmpty()) {
      page.forEach(session -> add(online, session.user(), session.topics()));
      page =
          page.size() < PresenceStore.ROWS
              ? List.of()
              : store.subscribed(id, page.get(page.size() - 1).session());
    }
    return online;
  }

  private static void add(Map<Topic, Set<String>> to, String user, List<TopicFilter> filters) {
    to.forEach(
        (topic, users) -> {
          if (filters.stream().anyMatch(filter -> filter.matches(topic))) {
            users.add(user);
          }
        });
  }

  /** Whether another node has a client with this session connected. */
  boolean connected(String session) {
    return store.connected(session);
  }

  private static <T> T done(CompletionStage<T> change) {
    return change.toCompletableFuture().join();
  }
}
