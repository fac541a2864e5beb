package io.reddot.hub;

import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.message.TopicFilters;
import io.reddot.session.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages that were fanned out, as envelopes with their encodings. Clients that are
 * only a little behind are served from here, without reading the log and without encoding again.
 *
 * <p>Bounded by {@value #COUNT} messages and {@value #SIZE} characters in total. Thread-safe and
 * lock-free: one thread appends while others read.
 */
final class RecentMessages {
  static final int COUNT = 10_000;
  static final int SIZE = 8 << 20;

  private final ConcurrentNavigableMap<Long, Envelope.OfMessage> envelopes =
      new ConcurrentSkipListMap<>();

  /** Used only by the thread that appends. */
  private long size;

  /**
   * Everything after this position and up to {@link #through} is here. Raised before anything is
   * removed.
   */
  private volatile long from;

  private volatile long through;

  RecentMessages(long head) {
    from = head;
    through = head;
  }

  /**
   * Appends a batch of the log. If it does not begin where the previous one ended, all messages are
   * dropped, including the batch.
   *
   * @param after the position after which the batch begins
   * @param batch in order
   * @param upTo the position that the batch reaches
   */
  void append(long after, List<Envelope.OfMessage> batch, long upTo) {
    if (after != through) {
      from = Math.max(through, upTo);
      envelopes.clear();
      size = 0;
    } else {
      for (Envelope.OfMessage envelope : batch) {
        envelopes.put(envelope.message().position(), envelope);
        size += envelope.message().size();
      }
    }
    through = upTo;
    while (size > SIZE || envelopes.size() > COUNT) {
      Map.Entry<Long, Envelope.OfMessage> first = envelopes.firstEntry();
      from = first.getKey();
      envelopes.remove(first.getKey());
      size -= first.getValue().message().size();
    }
  }

  /** Removes a message that was recalled. */
  void forget(long position) {
    Envelope.OfMessage forgotten = envelopes.remove(position);
    if (forgotten != null) {
      size -= forgotten.message().size();
    }
  }

  /** Whether some messages after {@code position} are here and none of them is missing. */
  boolean reach(long position) {
    return position >= from && position < through;
  }

  /**
   * As {@link io.reddot.log.MessageLog#read}, from memory.
   *
   * @return null if the log must be read
   */
  @Nullable LogSlice read(
      Collection<TopicFilter> filters, long after, long upTo, int limit, Instant now) {
    long end = Math.min(upTo, through);
    if (after < from || after >= end) {
      return null;
    }
    TopicFilters wanted = new TopicFilters(filters);
    List<Envelope.OfMessage> page = new ArrayList<>();
    long pageSize = 0;
    long reached = end;
    for (Envelope.OfMessage envelope : envelopes.subMap(after, false, end, true).values()) {
      Message message = envelope.message();
      if (message.expired(now) || !wanted.matches(message.topic())) {
        continue;
      }
      page.add(envelope);
      pageSize += message.size();
      if (page.size() == limit || pageSize >= LogSlice.SIZE) {
        reached = message.position();
        break;
      }
    }
    return after < from ? null : new LogSlice(page, reached, false); // some were removed meanwhile
  }
}
