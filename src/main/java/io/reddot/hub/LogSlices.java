package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.log.MessageLog;
import io.reddot.log.SystemEvents;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/**
 * Reads the log from any position on: recent messages from memory, others from the database.
 * Thread-safe, as long as one thread at a time appends.
 */
final class LogSlices {
  private final MessageLog log;
  private final InstantSource clock;
  private final RecentMessages recent;

  LogSlices(MessageLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
    this.recent = new RecentMessages(log.head());
  }

  MessageLog log() {
    return log;
  }

  /** As {@link RecentMessages#append}. */
  void append(long after, List<Envelope.OfMessage> batch, long upTo) {
    recent.append(after, batch, upTo);
  }

  /** As {@link RecentMessages#forget}. */
  void forget(long position) {
    recent.forget(position);
  }

  /** Whether messages after this position can be read from memory, and therefore on any thread. */
  boolean inMemory(long position) {
    return position >= log.floor() && recent.reach(position);
  }

  /** As {@link MessageLog#read}, without messages that the caller may not see. */
  LogSlice read(Caller caller, Collection<TopicFilter> filters, long after, long upTo, int limit) {
    LogSlice page = read(filters, after, upTo, limit);
    return caller.memberships().isEmpty() ? page : page.seenBy(caller);
  }

  /** Returns no trimmed messages, even if they are still in memory. */
  private LogSlice read(Collection<TopicFilter> filters, long after, long upTo, int limit) {
    if (after >= log.floor()) {
      LogSlice page = recent.read(filters, after, upTo, limit, clock.instant());
      if (page != null) {
        return page;
      }
    }
    MessageLog.Page page = log.read(filters, after, upTo, limit);
    return new LogSlice(
        Envelopes.of(page.messages(), SystemEvents.decodeAll(page.messages())),
        page.through(),
        page.trimmed());
  }
}
