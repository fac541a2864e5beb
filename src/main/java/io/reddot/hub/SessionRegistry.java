package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.Limits;
import io.reddot.access.Limits.Stay;
import io.reddot.access.Memberships;
import io.reddot.access.Revocations;
import io.reddot.log.MessageLog;
import io.reddot.log.Tail;
import io.reddot.message.Cursor;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one registry that all transports share: a session joins, is replayed what it missed, and from
 * then on gets what its filters match, each message once and in order.
 *
 * <p>Joining is register, note the head, replay up to it, release: registering and noting happen
 * under the lock that fan-out holds, so that there is neither a gap nor a duplicate between what is
 * replayed and what comes live. Thread-safe; nothing is written and nothing of others is called
 * under the lock.
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
  private final Pages pages;
  private final Readings readings;
  private final UnreadCounts counts;
  private final Ledger ledger;

  private final Map<String, Member> sessions = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final SessionNames names;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock. */
  private final Members members;

  /** Guarded by lock. */
  private final Standings standings;

  /** Guarded by lock: everything up to here has been offered to whoever was registered. */
  private long fannedOut;

  /** Written under the lock, so that nobody enters after it; a glance needs none. */
  private volatile boolean closed;

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
    this.pages = null;
    this.members = null;
    this.standings = null;
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
      HubSettings settings,
      Limits rates,
      HubThreads threads) {
    this(
        log,
        memberships,
        revocations,
        settings.limits(),
        rates,
        InstantSource.system(),
        threads.replays());
  }

  /**
   * @param rates how often everybody may come and read
   * @param replays runs what reads the log for sessions that join; may run it at once
   */
  public SessionRegistry(
      MessageLog log,
      Memberships memberships,
      Revocations revocations,
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
    this.pages = new Pages(log, clock);
    this.counts = new UnreadCounts(log, clock);
    this.members = new Members(counts);
    this.standings = new Standings(members, sessions, revocations);
    this.ledger = new Ledger(log.ledger(), clock, this::newId);
    this.readings = new Readings(this, pages, ledger, rates);
    this.names = new SessionNames(log.secret());
    this.fannedOut = log.head();
  }

  /** For callers that come and go. */
  public Readings readings() {
    return readings;
  }

  UnreadCounts counts() {
    return counts;
  }

  Ledger ledger() {
    return ledger;
  }

  /**
   * Joins a client: it is told hello, then everything after the start that its filters match, then
   * what comes. Whoever has too many sessions is told goodbye instead.
   *
   * @param transport its name, for presence
   * @throws Problem (403) if the caller may not read one of the filters, (400) if there are too
   *     many, (503) while going down
   */
  public Session join(Wish wish, String transport, Outlet outlet) {
    Caller caller = wish.caller();
    check(wish);
    Member[] self = new Member[1];
    Stay[] stay = new Stay[1];
    Session session =
        new Session(
            new Identity(
                names.next(caller.user()),
                caller.user(),
                caller.device(),
                transport,
                caller.expiresAt()),
            Member.since(caller, wish.filters()),
            outlet,
            limits,
            clock,
            () -> leave(self[0], stay[0]));
    Member member = new Member(session, wish);
    self[0] = member;
    @Nullable Problem full = null;
    try {
      stay[0] = rates.enter(caller);
    } catch (Problem tooMany) {
      full = tooMany;
    }
    enter(member, stay[0]);
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
    new Replay(this, pages, member, wish, limits.heartbeat()).begin(replays);
    return session;
  }

  private void enter(Member member, @Nullable Stay stay) {
    Session session = member.session();
    lock.lock();
    try {
      if (closed) {
        end(stay);
        throw goingDown();
      }
      sessions.put(session.id(), member);
      members.add(member);
    } finally {
      lock.unlock();
    }
  }

  private static Problem goingDown() {
    return Problem.unavailable("The server is going down; come back in a moment.");
  }

  /** Live messages reach it; everything up to the returned position it must read for itself. */
  long attach(Member member) {
    lock.lock();
    try {
      members.attach(member, fannedOut);
      return fannedOut;
    } finally {
      lock.unlock();
    }
  }

  /** It has been told hello. */
  void greeted(Member member) {
    lock.lock();
    try {
      members.greet(member);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Subscribes a session that is there already.
   *
   * @return from where on it gets what the filter matches
   * @throws Problem (403) if it may not read the filter, (400) if it has too many
   */
  public Cursor subscribe(Session session, TopicFilter filter) {
    Set<TopicFilter> asked = new LinkedHashSet<>(session.subscriptions());
    asked.add(filter);
    lock.lock();
    try {
      Member member = members.find(session);
      if (member != null) { // else it has just left
        if (member.inbox()) {
          member.caller().inbox().forEach(asked::remove);
        }
        check(member.caller(), asked);
        members.follow(member, filter, fannedOut);
      }
      return log.cursor(fannedOut);
    } finally {
      lock.unlock();
    }
  }

  /** Unsubscribes a session; nothing happens if it was not subscribed. */
  public void unsubscribe(Session session, TopicFilter filter) {
    lock.lock();
    try {
      Member member = members.find(session);
      if (member != null) {
        members.unfollow(member, filter, fannedOut);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Who holds a session, as of now: what its token says, which may be another one than it began
   * with, and the groups that it is in; null once it has left.
   */
  public @Nullable Caller caller(Session session) {
    Member member = sessions.get(session.id());
    return member == null ? null : member.caller();
  }

  /**
   * Whether there is such a session of the user, here or on another node. One of another node that
   * has ended is known by the ledger, which may be some seconds behind.
   */
  boolean has(String session, String user) {
    Member member = sessions.get(session);
    if (member != null) {
      return member.session().user().equals(user);
    }
    return names.elsewhere(session, user) && !log.ledger().over(session);
  }

  /**
   * A session goes on with another token.
   *
   * @return what that does not grant, and the session follows no more
   * @throws Problem (403) if it is another user's, (401) if it is void
   */
  public List<TopicFilter> renew(Session session, Caller fresh) {
    Standings.Renewed renewed;
    lock.lock();
    try {
      renewed = standings.renew(session, fresh, fannedOut);
    } finally {
      lock.unlock();
    }
    renewed.settle();
    return renewed.lost();
  }

  private static void end(@Nullable Stay stay) {
    if (stay != null) {
      stay.close();
    }
  }

  private void leave(Member member, @Nullable Stay stay) {
    end(stay);
    Session session = member.session();
    lock.lock();
    try {
      sessions.remove(session.id());
      members.remove(member);
    } finally {
      lock.unlock();
    }
    counts.forget(session);
    ledger.ended(session);
  }

  /**
   * Lets a client in that has come over HTTP and will {@link #join}. Streams ask before they begin:
   * afterwards they have no status left to refuse with.
   *
   * @throws Problem as {@link #check}, (429) if such clients come too often or there are too many
   */
  public void admit(Wish wish) {
    check(wish);
    rates.arrive(wish.caller().address());
    rates.room(wish.caller());
    rates.identify(wish.caller());
    if (wish.after().edge() != StartAfter.Edge.LATEST) {
      rates.read(wish.caller());
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
  void check(Wish wish) {
    check(wish.caller(), wish.inbox() ? List.of() : wish.filters());
  }

  /**
   * Whether the caller may read all of {@code filters}, which it names, in one session.
   *
   * @throws Problem as {@link #join}
   */
  public void check(Caller caller, Collection<TopicFilter> filters) {
    if (closed) {
      throw goingDown();
    }
    if (filters.size() > limits.subscriptions()) {
      throw Problem.badRequest(
          "There are %,d topic filters; a session may have %,d."
              .formatted(filters.size(), limits.subscriptions()));
    }
    caller.grants().checkRead(filters);
  }

  /** Follows the log's tail from here on; what it brings is to be handed to {@link #fanOut}. */
  public Tail openTail() {
    lock.lock();
    try {
      Tail tail = log.tail();
      fannedOut = tail.position();
      return tail;
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to here has been offered. */
  long fannedOut() {
    lock.lock();
    try {
      return fannedOut;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands a batch of the tail to whoever follows its topics, each session's share as one write.
   *
   * @return what that cost, in writes to a stream
   */
  public int fanOut(Tail.Batch batch) {
    Instant now = clock.instant();
    Set<Session> touched = new LinkedHashSet<>();
    List<Session> regrouped = new ArrayList<>();
    List<Standings.Renewed> renewed = new ArrayList<>(0);
    List<Session> revoked;
    List<Envelope.OfMessage> envelopes = Envelopes.of(batch.messages(), batch.events());
    Map<Long, SystemEvent> events = Envelopes.byPosition(batch.events());
    lock.lock();
    try {
      pages.append(fannedOut, envelopes, batch.through());
      fannedOut = Math.max(fannedOut, batch.through());
      Map<Topic, List<Session>> matches = new HashMap<>(); // a burst is mostly about few topics
      for (Envelope.OfMessage envelope : envelopes) {
        Message message = envelope.message();
        SystemEvent event = events.get(message.position());
        if (event instanceof MembershipChanged changed) {
          members.regroup(changed, message.position(), regrouped);
          matches.clear();
        } else if (event instanceof SessionRenewed request) {
          Standings.Renewed one = standings.renewed(request, message);
          if (one != null) {
            renewed.add(one);
            matches.clear();
          }
        } else if (event instanceof MessageRecalled recall) {
          pages.forget(recall.recalled().position());
        }
        List<Session> followers = matches.computeIfAbsent(message.topic(), members::followers);
        if (followers.isEmpty() || message.expired(now)) {
          continue;
        }
        for (Session session : followers) {
          session.offer(envelope);
        }
        touched.addAll(followers);
      }
      revoked = standings.revoked(batch.events());
    } finally {
      lock.unlock();
    }
    counts.saw(batch.messages(), events);
    revoked.forEach(session -> session.goodbye(Goodbye.REVOKED)); // instead of what has come
    renewed.forEach(Standings.Renewed::tell);
    int cost = 0;
    for (Session session : touched) {
      session.flush();
      cost += session.cost();
    }
    regrouped.forEach(session -> session.goodbye(Goodbye.REGROUPED));
    return cost;
  }

  /** The sessions there are, at this moment. */
  public List<Session> sessions() {
    return sessions.values().stream().map(Member::session).toList();
  }

  /** Looks at the clock for every session. */
  public void tick() {
    sessions.values().forEach(member -> member.session().tick());
  }

  /** Says goodbye to every session, each with its own time to come back, and lets nobody in. */
  public void close(Duration spread) {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
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

  private String newId() {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
