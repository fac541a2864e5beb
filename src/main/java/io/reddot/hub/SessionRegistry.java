package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.Memberships;
import io.reddot.access.Revocations;
import io.reddot.access.limit.Limits;
import io.reddot.access.limit.Limits.Stay;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
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
 * The one registry that all transports share: a session joins, is replayed what it missed, and from
 * then on gets what its filters match, each message once and in order.
 *
 * <p>Joining is: enter, attach at the position that {@link FanOut} has come to, replay up to it,
 * release. Thread-safe.
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
        InstantSource.system(),
        threads.replays());
  }

  /**
   * @param rates how often callers may join and read
   * @param replays runs what reads the log for sessions that join; may run it at once
   */
  public SessionRegistry(
      MessageLog log,
      Memberships memberships,
      Revocations revocations,
      SessionLedger ledger,
      Inboxes inboxes,
      SessionLimits limits,
      Limits rates,
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
    this.fanOut = new FanOut(log, slices, counts, rules, revocations, clock);
    this.readings = new Readings(this, fanOut, slices, ledger, rates);
    this.names = new SessionNames(log.secret());
  }

  /** Returns what reads pages for callers that come and go. */
  public Readings readings() {
    return readings;
  }

  UnreadCounts counts() {
    return counts;
  }

  /** Returns what the pump hands the log's tail to. */
  FanOut fanOut() {
    return fanOut;
  }

  /**
   * Joins a client: it is told hello, then everything after the start that its filters match, then
   * what comes. Whoever has too many sessions is told goodbye instead.
   *
   * @param transport its name, for presence
   * @throws Problem (403) if the caller may not read one of the filters, (400) if there are too
   *     many, (503) while going down
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
                transport,
                caller.expiresAt()),
            Registration.since(caller, readRequest.filters()),
            outlet,
            limits,
            clock,
            () -> unregister(self[0], stay[0]));
    Registration registration = new Registration(session, readRequest);
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
      session.goodbye(Goodbye.REVOKED); // since it was let in; from now on fan-out sees to it
      return session;
    }
    if (!memberships.of(caller.user()).equals(caller.memberships())) {
      session.goodbye(Goodbye.REGROUPED); // since it was let in; from now on we are told
      return session;
    }
    new Replay(fanOut, slices, registration, readRequest, limits.heartbeat()).begin(replays);
    return session;
  }

  private static Problem goingDown() {
    return Problem.unavailable("The server is going down; come back in a moment.");
  }

  /**
   * Subscribes a session that is there already.
   *
   * @return from where on it gets what the filter matches
   * @throws Problem (403) if it may not read the filter, (400) if it has too many
   */
  public Cursor subscribe(Session session, TopicFilter filter) {
    checkOpen();
    return log.cursor(fanOut.subscribe(session, filter));
  }

  /** Unsubscribes a session; does nothing if it was not subscribed. */
  public void unsubscribe(Session session, TopicFilter filter) {
    fanOut.unsubscribe(session, filter);
  }

  /**
   * Who holds a session, as of now: what its token says, which may be another one than it began
   * with, and the groups that it is in; null once it has left.
   */
  public @Nullable Caller caller(Session session) {
    Registration registration = fanOut.find(session.id());
    return registration == null ? null : registration.caller();
  }

  /**
   * Whether there is such a session of the user, here or on another node. One of another node that
   * has ended is known by the ledger, which may be some seconds behind.
   */
  boolean has(String session, String user) {
    Registration registration = fanOut.find(session);
    if (registration != null) {
      return registration.session().user().equals(user);
    }
    return names.elsewhere(session, user) && !ledger.over(session);
  }

  /**
   * A session goes on with another token.
   *
   * @return what that does not grant, and the session follows no more
   * @throws Problem (403) if it is another user's, (401) if it is void
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
   * Lets a client in that has come over HTTP and will {@link #join}. Streams ask before they begin:
   * afterwards they have no status left to refuse with.
   *
   * @throws Problem as {@link #check}, (429) if such clients come too often or there are too many
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
   * Whether a held request may begin. How often these come is counted as reads.
   *
   * @throws Problem (429) if the caller has too many sessions
   */
  public void room(Caller caller) {
    rates.room(caller);
  }

  /**
   * Whether the wish may be fulfilled. An inbox is what it is, however many groups its user is in:
   * only filters that a caller names are counted.
   *
   * @throws Problem as {@link #join}
   */
  void check(ReadRequest readRequest) {
    check(readRequest.caller(), readRequest.inbox() ? List.of() : readRequest.filters());
  }

  /**
   * Whether the caller may read all of {@code filters}, which it names, in one session.
   *
   * @throws Problem as {@link #join}
   */
  public void check(Caller caller, Collection<TopicFilter> filters) {
    checkOpen();
    rules.check(caller, filters);
  }

  private void checkOpen() {
    if (fanOut.closed()) {
      throw goingDown();
    }
  }

  /** Returns the sessions that there are at this moment. */
  public List<Session> sessions() {
    return fanOut.registrations().stream().map(Registration::session).toList();
  }

  /**
   * Sends the heartbeats that are due, and disconnects the sessions whose deadlines have passed.
   */
  public void tick() {
    fanOut.registrations().forEach(registration -> registration.session().tick());
  }

  /** Says goodbye to every session, each with its own time to come back, and lets nobody in. */
  public void close(Duration spread) {
    fanOut.close();
    for (Session session : sessions()) {
      long millis = (long) (random.nextDouble() * spread.toMillis());
      try {
        session.goodbye(Goodbye.goingDown(Duration.ofMillis(millis)));
      } catch (RuntimeException | LinkageError e) {
        // A container that stops may have closed the class loader; the others shall hear it still.
        LOGGER.log(Level.ERROR, "could not say goodbye to session " + session.id(), e);
      }
    }
  }
}
