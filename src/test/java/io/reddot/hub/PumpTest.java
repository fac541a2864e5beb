package io.reddot.hub;

import io.reddot.fixture.Await;
import io.reddot.message.StartAfter;
import io.reddot.session.Encoded;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PumpTest extends HubFixture {
  private SharedTail shared;

  @BeforeEach
  void start() {
    shared = registry.fanOut().openTail();
    Step place = shared.place();
    for (Lane lane : registry.fanOut().lanes()) {
      new Thread(new Pump(shared, place, lane, new Pace(1, () -> 0, System::nanoTime), 0)).start();
    }
  }

  @AfterEach
  void stop() {
    shared.close();
  }

  /** An outlet of a format that fails for every message. */
  private static final class Failing implements Outlet {
    private static final WireFormat FORMAT =
        new WireFormat() {
          private final int index = WireFormat.newIndex();

          @Override
          public int index() {
            return index;
          }

          @Override
          public Encoded encode(Envelope envelope) {
            if (envelope.plain()) {
              throw new StackOverflowError("a format that fails");
            }
            return new Encoded(envelope.json());
          }

          @Override
          public Encoded join(List<Encoded> parts) {
            return parts.get(0);
          }
        };

    @Override
    public WireFormat format() {
      return FORMAT;
    }

    @Override
    public void write(EnvelopeBatch batch, Written written) {
      written.done();
    }

    @Override
    public void heartbeat(Written written) {
      written.done();
    }

    @Override
    public void close(Goodbye goodbye) {}
  }

  @Test
  void aStepThatFailsEndsTheSessionsOfItsLaneAndNoOthers() throws Exception {
    join(new Failing());
    Session other = join(outlet); // is served by the other lane
    RecordingOutlet same = new RecordingOutlet();
    Session second = join(same);
    publish("a", "1");
    Await.until(
        "the second session has ended",
        () -> second.ended() && other.waitingBytes() == 0 && shared.backlog() == 0);
    same.saw("hello", "goodbye", "(closed: server error)");
    publish("a", "2");
    Await.until("the message was written", () -> other.deliveryRecord().through() == log.head());
    outlet.saw("hello", "1", "2");
  }

  private Session join(Outlet to) {
    return registry.join(readRequest(StartAfter.LATEST, "a"), "test", to);
  }
}
