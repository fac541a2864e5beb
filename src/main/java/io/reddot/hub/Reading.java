package io.reddot.hub;

import io.reddot.message.Cursor;
import io.reddot.session.Backlog;
import io.reddot.session.Envelope;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a read: one page of the log, for a poll or for the history.
 *
 * @param start the position after which it starts, as a cursor
 * @param cursor the cursor to continue from
 * @param recovered false if the requested cursor could not be honoured
 * @param more whether there may be more messages now
 * @param conflated the number of messages that newer ones of their topics replaced
 */
public record Reading(
    List<Envelope.OfMessage> messages,
    Cursor start,
    Cursor cursor,
    boolean recovered,
    boolean more,
    int conflated) {
  /**
   * The largest number of slices that one call examines: a filter with few matches must not scan
   * the whole log. The client continues with the cursor.
   */
  private static final int WINDOWS = 50;

  /**
   * Reads one slice with matches; a reader that conflates gets the newest message of each topic in
   * as many slices as one call examines.
   *
   * @param head the position after which nothing is read
   */
  static Reading of(LogSlices slices, ReadRequest readRequest, long head, int limit) {
    Start start = Start.of(readRequest.after(), readRequest.filters(), slices.log());
    Cursor from = slices.log().cursor(start.position());
    long position = start.position();
    boolean recovered = start.recovered();
    Page page = new Page(readRequest, limit);
    for (int i = 0; i < WINDOWS && position < head && !page.full(); i++) {
      LogSlice slice =
          slices.read(readRequest.caller(), readRequest.filters(), position, head, limit);
      recovered &= !(slice.trimmed() && start.lossless());
      position = page.add(slice);
    }
    return new Reading(
        page.messages(), from, from.at(position), recovered, position < head, page.conflated);
  }

  /** The messages that were read so far. Not thread-safe. */
  private static final class Page {
    private final ReadRequest readRequest;
    private final int limit;
    private final Backlog<Envelope.OfMessage> kept = new Backlog<>();

    /** The size of the messages, in characters. */
    private long size;

    private int conflated;

    Page(ReadRequest readRequest, int limit) {
      this.readRequest = readRequest;
      this.limit = limit;
    }

    boolean full() {
      return readRequest.conflates()
          ? kept.size() >= limit || size >= LogSlice.SIZE
          : !kept.isEmpty();
    }

    /** Adds a slice, and returns the position that the page reaches. */
    long add(LogSlice slice) {
      for (Envelope.OfMessage envelope : slice.messages()) {
        add(envelope);
        if (readRequest.conflates() && full()) {
          return envelope.message().position();
        }
      }
      return slice.through();
    }

    private void add(Envelope.OfMessage envelope) {
      size += envelope.message().size();
      if (readRequest.conflates(envelope)) {
        kept.drop(envelope.message().topic(), this::conflated);
        kept.addReplaceable(envelope);
      } else {
        kept.add(envelope);
      }
    }

    private void conflated(Envelope.OfMessage older) {
      size -= older.message().size();
      conflated++;
    }

    List<Envelope.OfMessage> messages() {
      List<Envelope.OfMessage> messages = new ArrayList<>(kept.size());
      while (!kept.isEmpty()) {
        messages.add(kept.remove());
      }
      return messages;
    }
  }
}
