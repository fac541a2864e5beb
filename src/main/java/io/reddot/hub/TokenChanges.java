package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.CallerJson;
import io.reddot.access.Revocations;
import io.reddot.message.CallerLog;
import io.reddot.message.LogFields;
import io.reddot.message.LoggedEvent;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ends sessions whose tokens are revoked, and continues sessions with another token. Not
 * thread-safe: the lane's lock guards it.
 *
 * <p>A session registers, so that {@link #revoked} finds it, before it checks for revocations; a
 * revocation is visible before {@link #revoked} is called. Therefore no revocation is missed,
 * whichever comes first.
 */
final class TokenChanges {
  private static final System.Logger LOGGER = System.getLogger(TokenChanges.class.getName());

  private final Registrations registrations;
  private final Function<String, @Nullable Registration> byId;
  private final Revocations revocations;

  /**
   * @param byId the registrations by their sessions' ids
   */
  TokenChanges(
      Registrations registrations,
      Function<String, @Nullable Registration> byId,
      Revocations revocations) {
    this.registrations = registrations;
    this.byId = byId;
    this.revocations = revocations;
  }

  /**
   * A session that continues with another token.
   *
   * @param lost the filters that the token does not grant; the session is unsubscribed from them
   * @param behind whether it is still replaying messages that it may no longer read
   */
  record Renewal(Session session, Instant expiresAt, List<TopicFilter> lost, boolean behind) {
    /**
     * Confirms a renewal that was not requested on the session. Must not be called under the lock.
     */
    void tell() {
      if (!behind) {
        session.reply(new Envelope.Renewed(expiresAt, lost));
      }
      settle();
    }

    /** Does the rest, which must not be done under the lock. */
    void settle() {
      if (behind) {
        session.goodbye(Goodbye.REGROUPED); // it reconnects and replays what it may read
      }
    }
  }

  /**
   * @param here the position after which the token applies
   * @throws Problem (403) if the token is another user's, (401) if it was revoked
   */
  Renewal renew(Session session, Caller fresh, long here) {
    if (!fresh.user().equals(session.user())) {
      throw Problem.forbidden("A session can be renewed only with a token of its own user.");
    }
    revocations.check(fresh);
    Registration registration = byId.apply(session.id());
    if (registration == null) {
      return new Renewal(
          session, fresh.expiresAt(), List.of(), false); // the session has just ended
    }
    List<TopicFilter> before = session.subscriptions();
    List<TopicFilter> lost = registrations.renew(registration, fresh, here);
    boolean behind = !registration.attached() && !before.equals(session.subscriptions());
    return new Renewal(session, fresh.expiresAt(), lost, behind);
  }

  /**
   * Renews a session on request of any node. Returns null if the session is not here, or the token
   * is refused.
   */
  @Nullable Renewal renewed(SessionRenewed event, Message message) {
    String id = event.session();
    Registration registration = byId.apply(id);
    if (registration == null) {
      return null;
    }
    try {
      return renew(registration.session(), CallerJson.parse(event.caller()), message.position());
    } catch (Problem problem) {
      String by = String.valueOf(message.sender());
      LogFields fields = LogFields.user(message.sender()).session(id);
      CallerLog.SHARED.log(
          LOGGER, Level.INFO, "did not renew a session", by, problem.detail(), fields, null);
    } catch (RuntimeException e) {
      LogFields fields = LogFields.user(message.sender()).session(id);
      fields.log(
          LOGGER, Level.ERROR, "could not renew session " + id, e); // others are not affected
    }
    return null;
  }

  /** Returns a session by its id; null if it is not here. */
  @Nullable Session session(String id) {
    Registration registration = byId.apply(id);
    return registration == null ? null : registration.session();
  }

  /** Returns the sessions whose tokens these events revoke. */
  List<Session> revoked(List<LoggedEvent> events) {
    Map<String, Instant> disconnected = new HashMap<>();
    boolean any = false;
    for (LoggedEvent logged : events) {
      if (logged.event() instanceof UserDisconnected event) {
        disconnected.put(event.user(), logged.message().at());
        any = true;
      }
      any |= logged.event() instanceof TokenRevoked;
    }
    return any
        ? registrations.sessions(registration -> ends(registration, disconnected))
        : List.of();
  }

  private boolean ends(Registration registration, Map<String, Instant> disconnected) {
    Instant at = disconnected.get(registration.session().user());
    // A session that began before that ends, even if its token was issued by a clock that is ahead.
    return revocations.revoked(registration.caller())
        || (at != null && !registration.session().since().isAfter(at));
  }
}
