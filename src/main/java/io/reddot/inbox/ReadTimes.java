package io.reddot.inbox;

import io.reddot.log.MessageLog;
import io.reddot.log.SystemEvents;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxMarked;
import io.reddot.message.TopicFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds in the log when users have read a message, from the events of their inboxes after it. Not
 * thread-safe: one object for one request, whose work it bounds.
 */
final class ReadTimes {
  /** The largest number of users whose events are read together. */
  private static final int USERS = 100;

  private static final int PAGE = 1_000;

  /** The largest number of pages of events that a request reads. */
  private static final int PAGES = 100;

  private final MessageLog log;
  private final Message message;
  private int pages;

  ReadTimes(MessageLog log, Message message) {
    this.log = log;
    this.message = message;
  }

  /** Returns the time for each user for whom it is known. */
  Map<String, Instant> of(Collection<String> users) {
    List<String> all = List.copyOf(users);
    Map<String, Instant> times = new HashMap<>();
    for (int from = 0; from < all.size(); from += USERS) {
      times.putAll(some(all.subList(from, Math.min(all.size(), from + USERS))));
    }
    return times;
  }

  /** Returns the times of a few users; none if the work is more than the bound allows. */
  private Map<String, Instant> some(List<String> users) {
    List<TopicFilter> topics = new ArrayList<>();
    users.forEach(user -> topics.add(new TopicFilter(SystemEvent.inboxOf(user).name())));
    Map<String, Instant> times = new HashMap<>();
    long head = log.head();
    long after = message.position();
    while (after < head) {
      if (pages++ >= PAGES) {
        return Map.of(); // a later event might say otherwise
      }
      MessageLog.Page page = log.read(topics, after, head, PAGE);
      page.messages().forEach(event -> follow(event, times));
      after = page.through();
    }
    return times;
  }

  private void follow(Message event, Map<String, Instant> times) {
    if (SystemEvents.decode(event) instanceof InboxMarked marked
        && marked.selection().covers(message)) {
      if (marked.mark() == Mark.READ) {
        times.putIfAbsent(marked.user(), event.at());
      } else if (marked.mark() == Mark.UNREAD) {
        times.remove(marked.user());
      }
    }
  }
}
