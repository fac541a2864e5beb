package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.WireFormat;
import java.util.ArrayList;
import java.util.List;

/** An outlet that is asked whether its session was recovered, and how many messages it got. */
final class Recovery implements Outlet {
  private final List<Envelope> envelopes = new ArrayList<>();

  boolean recovered() {
    return ((Envelope.Hello) envelopes.get(0)).recovered();
  }

  /** After the hello, in order. */
  int messages() {
    long last = 0;
    for (Envelope envelope : envelopes.subList(1, envelopes.size())) {
      long position = ((Envelope.OfMessage) envelope).message().position();
      assertEquals(last == 0 ? position : last + 1, position);
      last = position;
    }
    return envelopes.size() - 1;
  }

  @Override
  public WireFormat format() {
    return RecordingOutlet.JSON;
  }

  @Override
  public void write(EnvelopeBatch written, Written done) {
    envelopes.addAll(written.envelopes());
    done.done();
  }

  @Override
  public void heartbeat(Written done) {
    done.done();
  }

  @Override
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public void close(Goodbye goodbye) {}
}
