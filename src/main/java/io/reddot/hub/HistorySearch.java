package io.reddot.hub;

import io.reddot.log.MessageLog;
import io.reddot.message.Message;
import io.reddot.session.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches the history, in either direction. One call reads at most {@value #READS} slices of the
 * log, therefore it may return few messages, even none, with a cursor to continue from.
 *
 * <p>Times are found by binary search over positions. Positions are in the order of commits, but
 * each node stamps its own clock's time, so the search leaves a margin of a minute: messages of
 * nodes whose clocks differ by more may be missed near the ends of the interval. Thread-safe.
 */
final class HistorySearch {
  /** The largest number of slices that one call reads. */
  static final int READS = 20;

  private static final int SLICE = 1_000;
  private static final int WIDEST = 20_000;
  private static final int PROBES = 100;
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final LogSlices slices;
  private final MessageLog log;

  HistorySearch(LogSlices slices) {
    this.slices = slices;
    this.log = slices.log();
  }

  /**
   * An instant between two positions.
   *
   * @param before no message up to here is of the instant or later
   * @param from all messages from here on are of the instant or later
   */
  private record Span(long before, long from) {}

  Reading search(ReadRequest request, HistoryQuery query, long head, int limit) {
    return query.newest()
        ? newest(request, query, head, limit)
        : oldest(request, query, head, limit);
  }

  private Reading oldest(ReadRequest request, HistoryQuery query, long head, int limit) {
    Start start = Start.of(request.after(), request.filters(), log);
    boolean recovered = start.recovered();
    long position = bottom(query.from(), start.position(), head);
    long end = top(query.until(), position, head);
    Found found = new Found(limit);
    for (int i = 0; i < READS && position < end && !found.full(); i++) {
      LogSlice slice = slices.read(request.caller(), request.filters(), position, end, SLICE);
      recovered &= !(slice.trimmed() && start.lossless());
      position = slice.through();
      for (Envelope.OfMessage each : slice.messages()) {
        if (query.finds(each) && found.add(each)) {
          position = each.message().position();
          break;
        }
      }
    }
    return new Reading(
        found.messages,
        log.cursor(start.position()),
        log.cursor(position),
        recovered,
        position < end,
        0);
  }

  /** Reads windows that end where the previous one began. */
  private Reading newest(ReadRequest request, HistoryQuery query, long head, int limit) {
    long last = query.before() == null ? head : Math.min(head, query.before().position() - 1);
    long bottom = bottom(query.from(), Start.earliest(request.filters(), log), last);
    long high = top(query.until(), bottom, last);
    long window = SLICE;
    Found found = new Found(limit);
    for (int i = 0; i < READS && high > bottom && !found.full(); i++) {
      long low = Math.max(bottom, high - window);
      LogSlice slice = slices.read(request.caller(), request.filters(), low, high, SLICE);
      if (slice.through() < high && high - low > 1) {
        window = (high - low) / 2; // it holds more than a slice: the newest would be missing
        continue;
      }
      window = Math.min(WIDEST, window * 2);
      high = low;
      for (int j = slice.messages().size() - 1; j >= 0; j--) {
        Envelope.OfMessage each = slice.messages().get(j);
        if (query.finds(each) && found.add(each)) {
          high = each.message().position() - 1;
          break;
        }
      }
    }
    return new Reading(
        found.messages,
        log.cursor(Math.max(0, last)),
        log.cursor(Math.max(0, high) + 1),
        true,
        high > bottom,
        0);
  }

  private long bottom(@Nullable Instant from, long after, long upTo) {
    return from == null ? after : find(from.minus(SKEW), after, upTo).before();
  }

  private long top(@Nullable Instant until, long after, long upTo) {
    return until == null ? upTo : Math.min(upTo, find(until.plus(SKEW), after, upTo).from() - 1);
  }

  /** Narrows the place of {@code time}; both ends stay correct wherever it stops. */
  private Span find(Instant time, long after, long upTo) {
    long before = after;
    long from = Math.max(after, upTo) + 1;
    for (int i = 0; i < PROBES && from - before > 1; i++) {
      long middle = before + (from - before) / 2;
      MessageLog.Page page = log.readAll(middle - 1, from - 1, 1);
      if (page.messages().isEmpty()) {
        if (page.through() < from - 1) {
          break; // a wide gap that trimming left: what is known is enough
        }
        from = middle;
        continue;
      }
      Message message = page.messages().get(0);
      if (message.at().isBefore(time)) {
        before = message.position();
      } else {
        from = middle;
      }
    }
    return new Span(before, from);
  }

  /** The messages found so far, within the bounds of a page. Not thread-safe. */
  private static final class Found {
    private final List<Envelope.OfMessage> messages = new ArrayList<>();
    private final int limit;
    private long size;

    Found(int limit) {
      this.limit = limit;
    }

    boolean full() {
      return messages.size() >= limit || size >= LogSlice.SIZE;
    }

    /** Returns whether the page is full now. */
    boolean add(Envelope.OfMessage envelope) {
      messages.add(envelope);
      size += envelope.message().size();
      return full();
    }
  }
}
