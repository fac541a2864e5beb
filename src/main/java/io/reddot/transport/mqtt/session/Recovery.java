package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.log.MessageLog;
import io.reddot.message.CallerLog;
import io.reddot.message.LogFields;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Will;
import io.reddot.transport.mqtt.store.SessionStore;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.SessionStore.StoredSession;
import io.reddot.transport.mqtt.store.ShareStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Recovers the stored state of a session for a new connection. Thread-safe. */
final class Recovery {
  private static final System.Logger LOGGER = System.getLogger(Recovery.class.getName());

  private final MessageLog log;
  private final SessionStore sessions;
  private final ShareStore shares;
  private final Wills wills;
  private final SubscriptionRules rules;
  private final InstantSource clock;

  Recovery(
      MessageLog log,
      SessionStore sessions,
      ShareStore shares,
      Wills wills,
      SubscriptionRules rules,
      InstantSource clock) {
    this.log = log;
    this.sessions = sessions;
    this.shares = shares;
    this.wills = wills;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * A session that was opened in the store.
   *
   * @param session the stored session; null: the session ends with the connection, and none was
   *     stored
   * @param will the number of the client's will; 0: none
   */
  record Opened(@Nullable StoredSession session, long will) {}

  /**
   * The state that an earlier connection left.
   *
   * @param messages the messages in flight, by position
   * @param whole whether retention has deleted no message that the session would have received
   */
  record Left(@Nullable StoredSession session, Map<Long, Message> messages, boolean whole) {}

  /**
   * Opens the session in the store, stores the client's will, and decides about the wills of
   * earlier connections. Called on a thread that may read the log.
   */
  CompletionStage<Opened> open(
      String key, Connect client, Duration expiry, @Nullable Will will, Caller caller) {
    if (expiry.isZero() && !sessions.exists(key)) {
      return wills
          .open(key, false, will, caller, expiry)
          .thenApply(number -> new Opened(null, number));
    }
    Instant until = DurableSession.whileConnected(expiry, clock.instant());
    return wills
        .open(sessions, key, client.cleanStart(), until, will, caller, expiry)
        .thenApply(opened -> new Opened(opened.session(), opened.will()));
  }

  /** Reads the messages in flight. Called on a thread that may read the log. */
  Left read(@Nullable StoredSession stored, Caller caller) {
    Map<Long, Message> messages = new HashMap<>();
    if (stored == null) {
      return new Left(null, messages, true);
    }
    for (InFlight one : stored.inFlight()) {
      Message message = one.out() && !one.released() ? log.at(one.position()) : null;
      if (message != null && caller.mayHave(message)) { // the caller's grants may have changed
        messages.put(one.position(), message);
      }
    }
    List<TopicFilter> filters =
        SubscriptionJson.parse(stored.state(), caller.user()).stream()
            .map(Subscription::filter)
            .toList();
    return new Left(stored, messages, !log.trimmed(filters, stored.position()));
  }

  /** Restores the stored subscriptions, except those that the caller no longer may have. */
  void restore(StoredSession stored, Caller caller, ClientSubscriptions subscriptions) {
    for (Subscription one : SubscriptionJson.parse(stored.state(), caller.user())) {
      try {
        if (one.owner() == null && one.of(caller).owner() != null) {
          throw Problem.forbidden("The token no longer names the group as common to all users.");
        }
        if (rules.refuses(one.filter())) {
          throw SubscriptionRules.refusedByTheServer();
        }
        rules.check(caller, List.of(one.filter()));
        subscriptions.put(one);
      } catch (Problem problem) {
        CallerLog.SHARED.log(
            LOGGER,
            Level.INFO,
            "dropped a stored subscription",
            caller.user(),
            problem.detail(),
            LogFields.user(caller.user()),
            null);
        if (one.share() != null) { // otherwise the group would keep messages for the session
          CompletionStage<Boolean> unused = shares.drop(one.group(), subscriptions.key());
        }
      }
    }
  }

  /**
   * Returns the stored part of a session.
   *
   * @param stored null: the session ends with the connection
   */
  DurableSession durable(String key, @Nullable StoredSession stored, Duration expiry) {
    long epoch = stored == null ? 0 : stored.epoch();
    return new DurableSession(sessions, clock, key, epoch, expiry);
  }

  /** Returns the position where the session continues in the log. */
  StartAfter start(@Nullable StoredSession stored) {
    return stored == null ? StartAfter.LATEST : StartAfter.cursor(log.cursor(stored.position()));
  }
}
