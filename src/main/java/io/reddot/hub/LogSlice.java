package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.session.Envelope;
import java.util.List;

/**
 * Some matching messages of the log, as envelopes.
 *
 * @param through the last position that was examined: the slice has every match after its start and
 *     up to this position
 * @param trimmed whether retention has deleted messages after the start: matches may be missing
 */
record LogSlice(List<Envelope.OfMessage> messages, long through, boolean trimmed) {
  /** A slice ends once its messages have this size, in characters. */
  static final int SIZE = 1 << 20;

  LogSlice seenBy(Caller caller) {
    return new LogSlice(
        messages.stream().filter(one -> caller.sees(one.message())).toList(), through, trimmed);
  }
}
