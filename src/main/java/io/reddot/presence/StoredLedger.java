package io.reddot.presence;

import io.reddot.access.Caller;
import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import io.reddot.container.Threads;
import io.reddot.container.Timer;
import io.reddot.hub.Node;
import io.reddot.hub.SessionLedger;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import io.reddot.session.Identity;
import io.reddot.session.Session;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Writes {@link Presence} and the {@link Ledger} every five seconds, and once more at the end.
 * Thread-safe.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class StoredLedger implements SessionLedger {
  private static final System.Logger LOGGER = System.getLogger(StoredLedger.class.getName());
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);
  private static final Duration LAST_WRITE = Duration.ofSeconds(5);
  private static final int WRITES_TO_FORGET = 12;

  @Inject private MessageLog log;
  @Inject private Settings settings;
  @Inject private Threads threads;
  @Inject private Node node;
  private final SecureRandom random = new SecureRandom();
  private Ledger ledger;
  private Presence presence;
  private Refusals refusals;

  /** Runs the writes, which may wait for the database. */
  private Timer timer;

  private volatile Supplier<? extends Collection<Session>> sessions = List::of;

  /** The number of writes. Confined to the timer's thread. */
  private int writes;

  @PostConstruct
  void open() {
    ledger = new Ledger(store(), InstantSource.system(), this::newId);
    presence =
        new Presence(
            new PresenceStore(log.transactions()),
            node.name(),
            new OwnSessions(() -> sessions.get(), ledger::polling),
            InstantSource.system());
    refusals = new Refusals(new RefusalStore(log.transactions()), InstantSource.system());
    timer = threads.timer("reddot-ledger");
  }

  private LedgerStore store() {
    return new LedgerStore(log.transactions(), settings.get(Limiting.LEDGER_SESSIONS));
  }

  private String newId() {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  Presence presence() {
    return presence;
  }

  /** Returns the ledger, for receipts. */
  Ledger ledger() {
    return ledger;
  }

  /** Returns the refused subscriptions, for receipts. */
  Refusals refusals() {
    return refusals;
  }

  @Override
  public void start(Supplier<? extends Collection<Session>> sessions) {
    this.sessions = sessions;
    timer.every(BETWEEN_WRITES, () -> write(writes++ % WRITES_TO_FORGET == 0));
  }

  private void write(boolean forget) {
    try {
      if (!presence.write()) {
        ledger.rewrite();
      }
      ledger.write(sessions.get());
      refusals.write();
      if (forget) {
        ledger.forget();
        refusals.forget();
      }
    } catch (RuntimeException e) {
      if (Problem.cause(e) instanceof Problem problem) { // the log may be closed already
        LOGGER.log(
            Level.WARNING,
            "could not write presence and the ledger of sessions: {0}",
            problem.detail());
      } else {
        LOGGER.log(Level.ERROR, "could not write presence and the ledger of sessions", e);
      }
    }
  }

  @Override
  public void ended(Session session) {
    ledger.ended(session);
  }

  @Override
  public void polled(Identity by, Map<TopicFilter, Long> filters, long after, long through) {
    ledger.polled(by, filters, after, through);
  }

  @Override
  public void refused(Caller caller, TopicFilter filter) {
    refusals.refused(caller, filter);
  }

  @Override
  public boolean over(String session) {
    return ledger.over(session);
  }

  @Override
  public boolean connected(String session) {
    return presence.connected(session);
  }

  private void writeLast() {
    write(false);
    try {
      presence.close();
    } catch (RuntimeException e) {
      LOGGER.log(
          Level.WARNING,
          "could not take this node out of presence ({0}); other nodes will, in half a minute",
          Problem.cause(e).getMessage());
    }
  }

  @Override
  public void close() {
    Future<?> unused = timer.after(Duration.ZERO, this::writeLast);
    if (!timer.close(LAST_WRITE)) {
      LOGGER.log(
          Level.WARNING,
          "the ledger of sessions was not written within {0} seconds; receipts of the last"
              + " sessions may be incomplete",
          LAST_WRITE.toSeconds());
    }
  }

  /** Ends the thread of an application that has failed to start. */
  @PreDestroy
  void end() {
    timer.close();
  }
}
