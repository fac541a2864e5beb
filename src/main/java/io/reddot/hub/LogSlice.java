package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.session.Envelope;
import java.util.List;

/**
 * One step through the log, ready to be said.
 *
 * @param through how far it looked: every match after the start and up to here is in it
 * @param trimmed whether trimming had gone past the start: some matches may be gone
 */
record LogSlice(List<Envelope.OfMessage> messages, long through, boolean trimmed) {
  /** A page ends once its messages weigh this much, in characters. */
  static final int SIZE = 1 << 20;

  LogSlice seenBy(Caller caller) {
    return new LogSlice(
        messages.stream().filter(one -> caller.sees(one.message())).toList(), through, trimmed);
  }
}
