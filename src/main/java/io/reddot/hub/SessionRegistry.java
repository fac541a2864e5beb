package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.Memberships;
import io.reddot.access.Revocations;
import io.reddot.access.limit.Limits;
import io.reddot.access.limit.Limits.Stay;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.LogFields;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Goodbye;
import io.reddot.session.Identity;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.SessionLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The registry of all sessions of this node, whatever their transport. A session that joins first
 * receives the messages that it missed; from then on it receives the messages that its filters
 * match, each once and in order.
 *
 * <p>Joining consists of four steps: register the session, attach it at {@link FanOut}'s position,
 * replay up to that position, and release the messages that were held back meanwhile. Thread-safe.
 */
@ApplicationScoped
public class SessionRegistry {
  private static final System.Logger LOGGER = System.getLogger(SessionRegistry.class.getName());
  private final MessageLog log;
  private final Memberships memberships;
  private final Revocations revocations;
  private final SessionLimits limits;
  private final Limits rates;
  private final InstantSource clock;
  private final Executor replays;
  private final FilterRules rules;
  private final FanOut fanOut;
  private final LogSlices slices;
  private final Stalls stalls;
  private final Readings readings;
  private final UnreadCounts counts;
  private final SessionLedger ledger;
  private final SessionNames names;
  private final SecureRandom random = new SecureRandom();

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected SessionRegistry() {
    this.log = null;
    this.memberships = null;
    this.revocations = null;
    this.limits = null;
    this.rates = null;
    this.clock = null;
    this.replays = null;
    this.rules = null;
    this.fanOut = null;
    this.slices = null;
    this.stalls = null;
    this.readings = null;
    this.counts = null;
    this.ledger = null;
    this.names = null;
  }

  @Inject
  public SessionRegistry(
      MessageLog log,
      Memberships memberships,
      Revocations revocations,
      SessionLedger ledger,
      Inboxes inboxes,
      HubSettings settings,
      Limits rates,
      HubThreads threads) {
    this(
        log,
        memberships,
        revocations,
        ledger,
        inboxes,
        settings.limits(),
        rates,
        settings.lanes(),
        InstantSource.system(),
        threads.replays());
  }

  /**
   * @param rates limits how often callers may join and read
   * @param lanes the number of lanes of fan-out
   * @param replays runs the replays; may run them on the calling thread
   */
  public SessionRegistry(
      MessageLog log,
      Memberships memberships,
      Revocations revocations,
      SessionLedger ledger,
      Inboxes inboxes,
      SessionLimits limits,
      Limits rates,
      int lanes,
      InstantSource clock,
      Executor replays) {
    this.log = log;
    this.memberships = memberships;
    this.revocations = revocations;
    this.limits = limits;
    this.rates = rates;
    this.clock = clock;
    this.replays = replays;
    this.ledger = ledger;
    this.rules = new FilterRules(limits.subscriptions());
    this.slices = new LogSlices(log, clock);
    this.counts = new UnreadCounts(log, inboxes, clock);
    this.fanOut = new FanOut(log, slices, counts, rules, memberships, revocations, lanes, clock);
    this.stalls = new Stalls(clock);
    this.readings = new Readings(this, fanOut, slices, ledger, rates);
    this.names = new SessionNames(log.secret());
  }

  /** Returns the reader for callers without a session. */
  public Readings readings() {
    return readings;
  }

  UnreadCounts counts() {
    return counts;
  }

  /** Returns the fan-out, to which the pump passes the log's tail. */
  FanOut fanOut() {
    return fanOut;
  }

  /**
   * Joins a client: it receives hello, then all matching messages after its start, then live ones.
   * If the caller has too many sessions, the client receives a goodbye instead.
   *
   * @param transport its name, for presence
   * @throws Problem (403) if the caller may not read one of the filters, (400) if there are too
   *     many, (503) while the server shuts down
   */
  public Session join(ReadRequest readRequest, String transport, Outlet outlet) {
    Caller caller = readRequest.caller();
    check(readRequest);
    Registration[] self = new Registration[1];
    Stay[] stay = new Stay[1];
    Session session =
        new Session(
            new Identity(
                names.next(caller.user()),
                caller.user(),
                caller.device(),
                caller.address(),
                transport,
                caller.expiresAt()),
            Registration.since(caller, readRequest.filters()),
            outlet,
            limits,
            clock,
            () -> unregister(self[0], stay[0]));
    readRequest.conflated().forEach(filter -> session.conflate(filter, true));
    Registration registration = new Registration(session, fanOut.nextLane(), readRequest);
    self[0] = registration;
    @Nullable Problem full = null;
    try {
      stay[0] = rates.enter(caller);
    } catch (Problem tooMany) {
      full = tooMany;
    }
    if (!fanOut.register(registration)) {
      end(stay[0]);
      throw goingDown();
    }
    if (full != null) {
      session.goodbye(Goodbye.refused(full));
      return session;
    }
    if (revocations.revoked(caller)) {
      session.goodbye(Goodbye.REVOKED); // since it was authenticated; now fan-out handles it
      return session;
    }
    if (!memberships.of(caller.user()).equals(caller.memberships())) {
      session.goodbye(Goodbye.REGROUPED); // since it was authenticated; now events change them
      return session;
    }
    new Replay(slices, registration, readRequest, limits.heartbeat()).begin(replays);
    return session;
  }

  private static Problem goingDown() {
    return Problem.unavailable("The server is shutting down; try again in a moment.");
  }

  /**
   * Subscribes a session to another filter.
   *
   * @return the cursor after which it receives what the filter matches
   * @throws Problem (403) if it may not read the filter, (400) if it has too many
   */
  public Cursor subscribe(Session session, TopicFilter filter) {
    checkOpen();
    try {
      return log.cursor(fanOut.subscribe(session, filter));
    } catch (Problem problem) {
      Caller caller = caller(session);
      if (caller != null) {
        noteRefusal(caller, List.of(filter), problem);
      }
      throw problem;
    }
  }

  /** Unsubscribes a session; does nothing if it was not subscribed. */
  public void unsubscribe(Session session, TopicFilter filter) {
    fanOut.unsubscribe(session, filter);
  }

  /**
   * Returns the current caller of a session: with the rights of its current token, and the groups
   * of the user; null once the session has ended.
   */
  public @Nullable Caller caller(Session session) {
    Registration registration = fanOut.find(session.id());
    return registration == null ? null : registration.caller();
  }

  /**
   * Whether a caller may receive a message that the hub did not offer to its session. Decides by
   * the user's groups of now: the session's lane may not know of a change before the message yet.
   */
  public boolean mayHave(Caller caller, Message message) {
    boolean ofGroup = message.topic().group() != null;
    Caller now = ofGroup ? caller.regrouped(memberships.of(caller.user())) : caller;
    return now.mayHave(message);
  }

  /**
   * Whether the user has such a session, here or on another node. The end of a session on another
   * node is known from the ledger, which may be some seconds behind.
   */
  boolean has(String session, String user) {
    Registration registration = fanOut.find(session);
    if (registration != null) {
      return registration.session().user().equals(user);
    }
    return names.elsewhere(session, user) && !ledger.over(session);
  }

  /** Whether a client with this session is connected, here or to another node; polls are not. */
  boolean connected(String session) {
    Registration registration = fanOut.find(session);
    return registration == null ? ledger.connected(session) : !registration.session().answersOnce();
  }

  /**
   * Continues a session with another token.
   *
   * @return the filters that the token does not grant; the session is unsubscribed from them
   * @throws Problem (403) if the token is another user's, (401) if it was revoked
   */
  public List<TopicFilter> renew(Session session, Caller fresh) {
    TokenChanges.Renewal renewed = fanOut.renew(session, fresh);
    renewed.settle();
    return renewed.lost();
  }

  private static void end(@Nullable Stay stay) {
    if (stay != null) {
      stay.close();
    }
  }

  private void unregister(Registration registration, @Nullable Stay stay) {
    end(stay);
    fanOut.unregister(registration);
    Session session = registration.session();
    counts.remove(session);
    ledger.ended(session);
  }

  /**
   * Checks a client that came over HTTP and will {@link #join}. A stream calls this before it
   * begins its answer, because it cannot send a status afterwards.
   *
   * @throws Problem as {@link #check}, (429) if there are too many such clients, or they connect
   *     too often
   */
  public void admit(ReadRequest readRequest) {
    check(readRequest);
    rates.arrive(readRequest.caller().address());
    rates.room(readRequest.caller());
    rates.identify(readRequest.caller());
    if (readRequest.after().edge() != StartAfter.Edge.LATEST) {
      rates.read(readRequest.caller());
    }
  }

  /**
   * Checks whether a held request may begin. The rate of such requests is limited as reads.
   *
   * @throws Problem (429) if the caller has too many sessions
   */
  public void room(Caller caller) {
    rates.room(caller);
  }

  /**
   * Checks a request. The filters of an inbox, which depend on the user's groups, are not counted.
   *
   * @throws Problem as {@link #join}
   */
  void check(ReadRequest readRequest) {
    check(readRequest.caller(), readRequest.inbox() ? List.of() : readRequest.filters());
  }

  /**
   * Checks whether the caller may read all of {@code filters} in one session.
   *
   * @throws Problem as {@link #join}
   */
  public void check(Caller caller, Collection<TopicFilter> filters) {
    checkOpen();
    try {
      rules.check(caller, filters);
    } catch (Problem problem) {
      noteRefusal(caller, filters, problem);
      throw problem;
    }
  }

  /**
   * Notes a refusal by the caller's grants: otherwise nobody could tell later why it got nothing.
   */
  private void noteRefusal(Caller caller, Collection<TopicFilter> filters, Problem problem) {
    if (problem.status() == 403) {
      filters.stream()
          .filter(filter -> !caller.reads(filter))
          .findFirst()
          .ifPresent(filter -> ledger.refused(caller, filter));
    }
  }

  private void checkOpen() {
    if (fanOut.closed()) {
      throw goingDown();
    }
  }

  /** Returns the current sessions of this node. */
  public List<Session> sessions() {
    return fanOut.registrations().stream().map(Registration::session).toList();
  }

  /** Whether a session of this node receives the messages of a topic live. */
  public boolean subscribed(Topic topic) {
    return fanOut.lanes().stream().anyMatch(lane -> lane.subscribed(topic));
  }

  /** Sends the heartbeats that are due, and ends the sessions whose deadlines have passed. */
  public void tick() {
    Duration stall = stalls.beat();
    for (Session session : sessions()) {
      if (!stall.isZero()) {
        session.stalled(stall);
      }
      session.tick();
    }
  }

  /** Rejects new sessions, and says goodbye to all others, each with its own time to reconnect. */
  public void close(Duration spread) {
    fanOut.close();
    for (Session session : sessions()) {
      long millis = (long) (random.nextDouble() * spread.toMillis());
      try {
        session.goodbye(Goodbye.goingDown(Duration.ofMillis(millis)));
      } catch (RuntimeException | LinkageError e) {
        // A stopping container may have closed the class loader; the others still get a goodbye.
        LogFields.user(session.user())
            .session(session.id())
            .log(LOGGER, Level.ERROR, "could not say goodbye to session " + session.id(), e);
      }
    }
  }
}
