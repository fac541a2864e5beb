package io.reddot.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what a session does with its outlet, as a queue that a test must exhaust. It takes each
 * write at once, or (stalled) when the test says so.
 */
public final class RecordingOutlet implements Outlet {
  public static final WireFormat JSON =
      new WireFormat() {
        private final int index = WireFormat.newIndex();

        @Override
        public int index() {
          return index;
        }

        @Override
        public Encoded encode(Envelope envelope) {
          return new Encoded(envelope.json());
        }

        @Override
        public Encoded join(List<Encoded> parts) {
          return new Encoded(String.join("", parts.stream().map(Encoded::text).toList()));
        }
      };

  private final ArrayDeque<String> calls = new ArrayDeque<>();
  private final boolean answersHeartbeats;
  private boolean stalled;
  private @Nullable Written pending;

  public RecordingOutlet() {
    this(false);
  }

  public RecordingOutlet(boolean answersHeartbeats) {
    this.answersHeartbeats = answersHeartbeats;
  }

  /** Takes nothing from now on. */
  public void stall() {
    stalled = true;
  }

  /** Takes what is pending, and everything from now on. */
  public void takeAgain() {
    stalled = false;
    takeOne();
  }

  /** Takes what is pending; stays stalled. */
  public void takeOne() {
    Written taken = pending;
    pending = null;
    if (taken != null) {
      taken.done();
    }
  }

  public void fail() {
    Written failed = pending;
    pending = null;
    failed.failed(new IllegalStateException("gone"));
  }

  @Override
  public WireFormat format() {
    return JSON;
  }

  @Override
  public void write(EnvelopeBatch batch, Written written) {
    List<String> words = new ArrayList<>();
    for (Envelope envelope : batch.envelopes()) {
      words.add(word(envelope));
    }
    calls.add(String.join(" ", words));
    take(written);
  }

  /** A message's data, a count as {@code unread:2}, or what type it is. */
  private static String word(Envelope envelope) {
    if (envelope instanceof Envelope.OfMessage message && envelope.plain()) {
      return message.message().data();
    }
    return envelope instanceof Envelope.Unread unread
        ? unread.type() + ':' + unread.count()
        : envelope.type();
  }

  @Override
  public void heartbeat(Written written) {
    calls.add("(heartbeat)");
    take(written);
  }

  private void take(Written written) {
    assertEquals(null, pending, "one write at a time");
    if (stalled) {
      pending = written;
    } else {
      written.done();
    }
  }

  @Override
  public boolean answersHeartbeats() {
    return answersHeartbeats;
  }

  @Override
  public void close(Goodbye goodbye) {
    calls.add("(closed: " + goodbye.reason() + ")");
  }

  /** What it was called with since the last look, each call once, and nothing else. */
  public void saw(String... expected) {
    List<String> seen = List.copyOf(calls);
    calls.clear();
    assertEquals(List.of(expected), seen);
  }

  /** All that it was called with since the last look. */
  public List<String> seen() {
    List<String> seen = List.copyOf(calls);
    calls.clear();
    return seen;
  }
}
