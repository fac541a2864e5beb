package io.reddot.presence;

import io.reddot.message.TopicFilter;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Identity;
import io.reddot.session.Session;
import io.reddot.session.SubscribedRange;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A session that is open, as presence shows it.
 *
 * @param node the id of its node
 * @param device the client's name for itself, cut as in the ledger
 * @param address the address that the client connects from; empty if it is not known
 * @param through the last position of the log that was written to the client
 * @param outboxBytes the bytes that wait for the client
 * @param connected whether the client keeps a connection; false: it polls
 * @param topics the filters of its subscriptions, as many as fit into {@value #TOPICS} characters
 */
record OnlineSession(
    String session,
    String node,
    String user,
    String device,
    String transport,
    String address,
    Instant since,
    long through,
    long outboxBytes,
    boolean connected,
    List<String> topics) {
  private static final int TOPICS = 4_000;

  /** The order of pages. Users are ordered by their UTF-8 bytes, as in the database. */
  static final Comparator<OnlineSession> ORDER =
      Comparator.comparing(OnlineSession::user, OnlineSession::compareBytewise)
          .thenComparing(OnlineSession::since)
          .thenComparing(OnlineSession::session);

  OnlineSession {
    topics = List.copyOf(topics);
  }

  /** Returns an open session of the node. */
  static OnlineSession of(Session session, String node) {
    DeliveryRecord record = session.deliveryRecord();
    return of(
        session.identity(),
        session.since(),
        record == null ? 0 : record.through(),
        session.waitingBytes(),
        !session.answersOnce(),
        session.subscriptions(),
        node);
  }

  /** Returns a run of polls that the node answered. */
  static OnlineSession of(DeliveryRecord run, String node) {
    List<TopicFilter> filters = run.subscribed().stream().map(SubscribedRange::filter).toList();
    return of(run.identity(), run.since(), run.through(), 0, false, filters, node);
  }

  private static OnlineSession of(
      Identity identity,
      Instant since,
      long through,
      long outboxBytes,
      boolean connected,
      List<TopicFilter> filters,
      String node) {
    return new OnlineSession(
        identity.id(),
        node,
        identity.user(),
        LedgerRows.device(identity.device()),
        identity.transport(),
        identity.address(),
        since,
        through,
        outboxBytes,
        connected,
        shown(filters));
  }

  private static List<String> shown(List<TopicFilter> filters) {
    int size = 0;
    int number = 0;
    while (number < filters.size() && size + filters.get(number).pattern().length() + 1 <= TOPICS) {
      size += filters.get(number++).pattern().length() + 1;
    }
    return filters.subList(0, number).stream().map(TopicFilter::pattern).toList();
  }

  /** Orders by code points, which is the order of UTF-8 bytes. */
  static int compareBytewise(String one, String other) {
    int at = 0;
    int end = Math.min(one.length(), other.length());
    while (at < end && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    if (at == end) {
      return Integer.compare(one.length(), other.length());
    }
    return Integer.compare(weight(one.charAt(at)), weight(other.charAt(at)));
  }

  /** Surrogates come after all other characters, because their code points do. */
  private static int weight(char character) {
    return Character.isSurrogate(character) ? character + 0x10000 : character;
  }

  /**
   * The number of messages that the session may lack.
   *
   * @param head the last position of the log
   */
  long behind(long head) {
    return outboxBytes == 0 ? 0 : Math.max(0, head - through);
  }
}
