package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.Memberships;
import io.reddot.access.Revocations;
import io.reddot.log.MessageLog;
import io.reddot.log.Tail;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.TopicFilter;
import io.reddot.session.Session;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the sessions over lanes, each of which offers the new messages of the log to its sessions
 * on a thread of its own. What concerns all lanes is done here once for each step, before any lane
 * takes it. Thread-safe.
 */
final class FanOut {
  private final MessageLog log;
  private final LogSlices slices;
  private final UnreadCounts counts;
  private final Memberships memberships;
  private final Revocations revocations;

  /** By session id. Changed under the lock of the session's lane; read without it. */
  private final Map<String, Registration> byId = new ConcurrentHashMap<>();

  private final List<Lane> lanes;

  /** The position that the last step reached; for the thread that prepares the next one. */
  private long prepared;

  /** Set before the lanes are closed. */
  private volatile boolean closed;

  FanOut(
      MessageLog log,
      LogSlices slices,
      UnreadCounts counts,
      FilterRules rules,
      Memberships memberships,
      Revocations revocations,
      int lanes,
      InstantSource clock) {
    this.log = log;
    this.slices = slices;
    this.counts = counts;
    this.memberships = memberships;
    this.revocations = revocations;
    this.lanes =
        Stream.generate(() -> new Lane(counts, rules, revocations, byId::get, clock))
            .limit(lanes)
            .toList();
    startAt(log.head());
    HubMetrics.load();
  }

  private void startAt(long position) {
    lanes.forEach(lane -> lane.startAt(position));
  }

  List<Lane> lanes() {
    return lanes;
  }

  /** Opens the log's tail; all lanes continue from its position. */
  SharedTail openTail() {
    Tail tail = log.tail();
    prepared = tail.position();
    startAt(prepared);
    return new SharedTail(tail, this::prepare, this::passed);
  }

  /** Does what all lanes rely on. One thread at a time calls it, in the order of the log. */
  private Step prepare(Tail.Batch batch) {
    // A client that is told to reconnect must find its new groups, and a revoked one no way in.
    memberships.follow(batch.events());
    revocations.follow(batch.events());
    Step step = new Step(batch, lanes.size());
    slices.append(prepared, step.envelopes(), batch.through());
    prepared = batch.through();
    batch
        .events()
        .forEach(
            logged -> {
              if (logged.event() instanceof MessageRecalled recall) {
                slices.forget(recall.recalled().position());
              }
            });
    return step;
  }

  /** All lanes have taken a step: counts are sent after the messages that they count. */
  private void passed(Step step) {
    counts.note(step.batch().messages(), step.events());
    step.passed();
  }

  /** Returns the position up to which all lanes have offered everything. */
  long position() {
    long position = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      position = Math.min(position, lane.position());
    }
    return position;
  }

  boolean closed() {
    return closed;
  }

  /** Rejects new sessions. Registered ones stay. */
  void close() {
    closed = true;
    lanes.forEach(Lane::close);
  }

  /** Returns the lane for the next session: the one with the fewest. */
  Lane nextLane() {
    return lanes.stream().min(Comparator.comparingInt(Lane::size)).orElseThrow();
  }

  /** Returns the registration of a session; null if the session is not on this node. */
  @Nullable Registration find(String session) {
    return byId.get(session);
  }

  Collection<Registration> registrations() {
    return byId.values();
  }

  /**
   * Registers a session; nothing is offered to it before it is attached to its lane. Returns false
   * once this is closed.
   */
  boolean register(Registration registration) {
    boolean registered = registration.lane().register(registration, byId);
    if (registered) {
      HubMetrics.joins(registration.session().transport()).add(1);
    }
    return registered;
  }

  void unregister(Registration registration) {
    registration.lane().unregister(registration, byId);
  }

  private Lane laneOf(Session session) {
    Registration registration = byId.get(session.id());
    return registration == null ? lanes.get(0) : registration.lane(); // any, if it has ended
  }

  /** As {@link Lane#subscribe}. */
  long subscribe(Session session, TopicFilter filter) {
    return laneOf(session).subscribe(session, filter);
  }

  /** As {@link Lane#unsubscribe}. */
  void unsubscribe(Session session, TopicFilter filter) {
    laneOf(session).unsubscribe(session, filter);
  }

  /**
   * Replaces the token of a session.
   *
   * @return the rest of the work, which must not be done under a lock
   * @throws io.reddot.message.Problem (403) if the token is another user's, (401) if it was revoked
   */
  TokenChanges.Renewal renew(Session session, Caller fresh) {
    return laneOf(session).renew(session, fresh);
  }
}
