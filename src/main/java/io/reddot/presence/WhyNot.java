package io.reddot.presence;

import io.reddot.hub.Recipients.Standing;
import io.reddot.hub.Recipients.State;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.presence.RefusalStore.Refusal;
import io.reddot.presence.Verdict.Code;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Goodbye;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what became of a message for a user. Several reasons may be true at once; the first one
 * in this order counts:
 *
 * <ol>
 *   <li>What was read stays read, whatever happened later.
 *   <li>Nothing else matters for an unknown user, or for one that the message was not for.
 *   <li>A recall takes the message back, also from a session that it was delivered to. An expiry
 *       does so in inboxes only.
 *   <li>Then the delivery to a session, or the first cause that prevented it: a grant, a slow
 *       client, no connection, no subscription.
 * </ol>
 *
 * Immutable.
 *
 * @param recalledAt when it was recalled; null if it was not, or the log no longer tells
 * @param readAt when the user read it; null if it did not, or the log no longer tells
 * @param known whether the user was ever seen
 * @param reachable whether the grants of a session that the user has now reach the topic
 * @param sessions the user's sessions that were open at the message or began later, and the last
 *     one before, in the order in which they began
 * @param refusals the user's refused subscriptions, the newest first
 */
record WhyNot(
    String user,
    Message message,
    boolean recalled,
    @Nullable Instant recalledAt,
    Standing standing,
    State state,
    @Nullable Instant readAt,
    boolean known,
    boolean reachable,
    List<DeliveryRecord> sessions,
    List<Refusal> refusals,
    Instant now) {

  WhyNot {
    sessions = List.copyOf(sessions);
    refusals = List.copyOf(refusals);
  }

  Verdict verdict() {
    if (state == State.READ) {
      return verdict(Code.READ, user + " has read the message.", readAt);
    }
    if (state == State.ARCHIVED) {
      return verdict(Code.READ, user + " has archived the message.", null);
    }
    if (!known && sessions.isEmpty() && refusals.isEmpty()) {
      return verdict(Code.UNKNOWN_USER, "No user with the name " + user + " was ever seen.", null);
    }
    DeliveryRecord handed = first(one -> one.handed(message.topic(), message.position()));
    DeliveryRecord reached = last(this::reaches);
    if (standing == Standing.OTHER && reached == null && !reachable) {
      return verdict(Code.NOT_A_MEMBER, notMeant(), null);
    }
    if (recalled) {
      return about(
          handed,
          Code.RECALLED,
          handed == null
              ? "The message was recalled before it was delivered to " + user + "."
              : "The message was recalled after it was delivered to " + user + ".",
          recalledAt);
    }
    if (message.expired(now) && (standing != Standing.OPEN || handed == null)) {
      return about(
          handed,
          Code.EXPIRED,
          "The message expired before it was "
              + (handed == null ? "delivered to " + user : "read")
              + ".",
          message.expiresAt());
    }
    if (handed != null) {
      return about(
          handed,
          Code.HANDED,
          "The message was delivered to a session of "
              + user
              + (standing == Standing.OPEN ? "." : ", and is not marked as read."),
          later(handed.since(), message.at()));
    }
    return undelivered(reached);
  }

  private Verdict undelivered(@Nullable DeliveryRecord reached) {
    DeliveryRecord open = last(this::openSince);
    Refusal refusal = refusal();
    if (refusal != null && reached == null && (standing == Standing.OPEN || open == null)) {
      return verdict(
          Code.REFUSED,
          "The subscription to "
              + refusal.filter()
              + " was refused: the grants of "
              + user
              + " covered only "
              + (refusal.grants().isEmpty() ? "nothing" : refusal.grants())
              + ".",
          refusal.at());
    }
    if (reached != null && slow(reached)) {
      return about(
          reached,
          Code.SLOW,
          "The session of " + user + " was disconnected as slow before it took the message.",
          reached.until());
    }
    if (open == null) {
      DeliveryRecord before = last(one -> true);
      return about(
          before,
          Code.NOT_CONNECTED,
          user
              + " has not been connected since the message was published"
              + (state == State.UNREAD ? "; it waits unread in the inbox." : "."),
          before == null ? null : before.until());
    }
    if (state == State.UNREAD) {
      return about(
          reached,
          Code.UNREAD,
          "The message waits unread in the inbox of " + user + unreadBecause(reached) + ".",
          null);
    }
    if (reached != null) {
      return reached.until() == null
          ? about(reached, Code.PENDING, "The session of " + user + " has not taken it yet.", null)
          : about(
              reached,
              Code.NOT_CONNECTED,
              "The session of "
                  + user
                  + " ended"
                  + said(reached.goodbye())
                  + " before its client took the message.",
              reached.until());
    }
    boolean later = last(one -> one.subscribedTo(message.topic(), message.position())) != null;
    return about(
        open,
        Code.NOT_SUBSCRIBED,
        later
            ? "The sessions of "
                + user
                + " that are subscribed to the topic began after the message."
            : "No session of " + user + " was subscribed to the topic.",
        null);
  }

  private static String unreadBecause(@Nullable DeliveryRecord reached) {
    if (reached == null) {
      return "; no session since then was subscribed to it";
    }
    return reached.until() == null
        ? "; a session has not taken it yet"
        : "; the session ended" + said(reached.goodbye()) + " before its client took it";
  }

  private static String said(@Nullable Goodbye goodbye) {
    return goodbye == null ? "" : " (" + goodbye.reason() + ")";
  }

  private String notMeant() {
    String group = message.topic().group();
    return group == null
        ? "The message was for " + message.topic().user() + ", not for " + user + "."
        : user + " was not a member of the group " + group + " when the message was published.";
  }

  /** Whether a session was to receive the message. */
  private boolean reaches(DeliveryRecord one) {
    return message.position() > one.start()
        && one.subscribedTo(message.topic(), message.position())
        && openSince(one);
  }

  /** Whether a session was open at the message or later. */
  private boolean openSince(DeliveryRecord one) {
    Instant until = one.until();
    return until == null || !until.isBefore(message.at());
  }

  private static boolean slow(DeliveryRecord one) {
    Goodbye goodbye = one.goodbye();
    return goodbye != null && goodbye.code() == Goodbye.SLOW.code();
  }

  private @Nullable Refusal refusal() {
    return refusals.stream()
        .filter(one -> new TopicFilter(one.filter()).matches(message.topic()))
        .findFirst()
        .orElse(null);
  }

  private @Nullable DeliveryRecord first(Predicate<DeliveryRecord> which) {
    return sessions.stream().filter(which).findFirst().orElse(null);
  }

  private @Nullable DeliveryRecord last(Predicate<DeliveryRecord> which) {
    Optional<DeliveryRecord> last =
        sessions.stream().filter(which).max(Comparator.comparing(DeliveryRecord::since));
    return last.orElse(null);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Verdict verdict(Code code, String reason, @Nullable Instant at) {
    return new Verdict(code, reason, null, at);
  }

  private static Verdict about(
      @Nullable DeliveryRecord session, Code code, String reason, @Nullable Instant at) {
    return new Verdict(code, reason, session == null ? null : session.identity().id(), at);
  }
}
