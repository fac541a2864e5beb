package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.hub.CountQueue.Listener;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.log.MessageLog;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.Topic;
import io.reddot.session.Envelope;
import io.reddot.session.Session;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sends each session the unread count of its inbox: once at its start, and whenever the count
 * changes.
 *
 * <p>Fan-out only marks the users whose count may have changed. One thread counts, once for all
 * sessions of a user with the same groups. Therefore each session receives counts in the order of
 * the positions at which they are correct. Thread-safe; {@link #countDue()} is for that thread.
 */
final class UnreadCounts implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(UnreadCounts.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final MessageLog log;
  private final Inboxes inboxes;
  private final CountQueue queue;

  UnreadCounts(MessageLog log, Inboxes inboxes, InstantSource clock) {
    this.log = log;
    this.inboxes = inboxes;
    this.queue = new CountQueue(clock);
  }

  /** As {@link CountQueue#add}. */
  void add(Session session, Caller caller) {
    queue.add(session, caller, reader(caller));
  }

  /** As {@link CountQueue#remove}. */
  void remove(Session session) {
    queue.remove(session);
  }

  /**
   * Marks the users whose counts a batch of the log may have changed.
   *
   * @param events the system events among {@code messages}, by position
   */
  void note(List<Message> messages, Map<Long, SystemEvent> events) {
    for (Message message : messages) {
      Topic topic = message.topic();
      if (topic.inbox() || topic.reserved()) {
        queue.note(topic, events.get(message.position()));
      }
    }
  }

  /** Counts the caller's unread messages. */
  Unread count(Caller caller) {
    HubMetrics.UNREAD_COUNTS.add(1);
    return inboxes.unread(reader(caller));
  }

  private static Reader reader(Caller caller) {
    return new Reader(caller.user(), caller.inboxGroups());
  }

  /** Counts for the users who are due, and sends the counts that changed. */
  void countDue() {
    for (List<Listener> user = queue.next(); user != null; user = queue.next()) {
      try {
        count(user);
      } catch (RuntimeException e) {
        queue.again(user);
        throw e;
      }
    }
  }

  private void count(List<Listener> user) {
    Map<Reader, List<Listener>> byReader =
        user.stream()
            .collect(
                Collectors.groupingBy(Listener::reader, LinkedHashMap::new, Collectors.toList()));
    byReader.forEach(
        (reader, listeners) -> {
          Unread unread = inboxes.unread(reader);
          HubMetrics.UNREAD_COUNTS.add(1);
          Envelope.Unread envelope =
              new Envelope.Unread(unread.count(), unread.unseen(), log.cursor(unread.position()));
          for (Listener listener : listeners) {
            if (listener.takes(unread)) {
              listener.session().tell(envelope);
            }
          }
        });
  }

  /** Counts until the queue is closed; it has its own thread. */
  @Override
  public void run() {
    try {
      while (queue.await()) {
        try {
          countDue();
        } catch (RuntimeException e) {
          LOGGER.log(Level.ERROR, "could not count unread messages; retrying in a second", e);
          queue.pause(AFTER_FAILURE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is ending its threads
    }
  }

  void close() {
    queue.close();
  }
}
