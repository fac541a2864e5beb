package io.reddot.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.HandClock;
import io.reddot.message.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * What a conflating client has got, whenever it reads: {@code a} to {@code c} are conflated topics,
 * {@code d} is followed without the option, {@code everyone} is an inbox.
 */
class ConflationPropertyTest {
  private static final String[] TOPICS = {"a", "b", "c", "d", "everyone"};

  /** From here on, a step is not a publication. */
  private static final int RECALL = 5;

  private static final int FLUSH = RECALL + 1;
  private static final int READ = RECALL + 2;
  private static final int STOP = RECALL + 3;
  private static final int GO_ON = RECALL + 4;

  /** A client, and what it has got. */
  private static final class Client implements Outlet {
    private final List<Envelope> received = new ArrayList<>();
    private boolean stopped;
    private Written pending;

    @Override
    public WireFormat format() {
      return RecordingOutlet.JSON;
    }

    @Override
    public void write(EnvelopeBatch batch, Written written) {
      assertEquals(null, pending);
      received.addAll(batch.envelopes());
      pending = written;
      if (!stopped) {
        read();
      }
    }

    void read() {
      Written read = pending;
      pending = null;
      if (read != null) {
        read.done();
      }
    }

    @Override
    public void heartbeat(Written written) {
      written.done();
    }

    @Override
    public void close(Goodbye goodbye) {
      throw new AssertionError(goodbye);
    }

    long cursor() {
      return received.isEmpty() ? 0 : position(received.get(received.size() - 1));
    }
  }

  private final HandClock clock = new HandClock();
  private Client client;
  private List<Envelope.OfMessage> log;
  private Session session;

  /** Begins a try. */
  private Session session(int outboxBytes) {
    client = new Client();
    log = new ArrayList<>();
    Map<TopicFilter, Long> filters = new LinkedHashMap<>();
    List.of("+", "d").forEach(filter -> filters.put(new TopicFilter(filter), 0L));
    Session created =
        new Session(
            new Identity("s", "alice", "", "", "test", clock.instant().plus(Duration.ofHours(1))),
            filters,
            client,
            new SessionLimits(
                outboxBytes,
                Duration.ofSeconds(20),
                Duration.ofSeconds(25),
                Duration.ofSeconds(30),
                100),
            clock,
            () -> {});
    created.conflate(new TopicFilter("+"), true);
    return created;
  }

  private static long position(Envelope envelope) {
    return ((Envelope.OfMessage) envelope).message().position();
  }

  private static String topic(Envelope.OfMessage envelope) {
    return envelope.message().topic().name();
  }

  private static boolean conflated(Envelope.OfMessage envelope) {
    return envelope.plain() && topic(envelope).length() == 1 && !topic(envelope).equals("d");
  }

  private Envelope.OfMessage publish(int step) {
    long position = log.size() + 1;
    Envelope.OfMessage message =
        step == RECALL
            ? Envelope.OfMessage.recall(BacklogTest.message(position, "a").message(), "id1")
            : BacklogTest.message(position, TOPICS[step]);
    log.add(message);
    return message;
  }

  /**
   * @param missed the number of messages that are replayed first
   */
  @Property
  void losesNoNewestAndBringsNothingTwice(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = GO_ON) Integer> steps,
      @ForAll @IntRange(min = 0, max = 50) int missed) {
    session = session(1 << 20);
    boolean released = false;
    int done = 0;
    for (int step : steps) {
      if (done++ >= missed && !released) {
        released = true;
        session.release();
      }
      if (step > RECALL) {
        client(step);
        continue;
      }
      Envelope.OfMessage message = publish(step);
      if (released || step % 2 == 0) {
        session.offer(message); // while it is replayed, it is held
      } else if (log.size() == 1 || !held()) {
        session.replay(message);
      } else {
        session.offer(message);
      }
      assertLosesNothingIfItReconnects();
    }
    session.release();
    client(GO_ON);
    session.flush();
    assertFalse(session.ended());
    assertEquals(0, session.waitingBytes());
    assertOrder();
    assertEquals(newest(log), newest(received()));
    assertEquals(kept(log), kept(received()));
  }

  /** Once a live message is held, what follows is live, too. */
  private boolean held() {
    return log.stream().limit(log.size() - 1L).anyMatch(one -> !isReplayed(one));
  }

  private static boolean isReplayed(Envelope.OfMessage one) {
    return one.plain() && (topic(one).equals("b") || topic(one).equals("d"));
  }

  private void client(int step) {
    switch (step) {
      case READ -> client.read();
      case STOP -> client.stopped = true;
      case GO_ON -> {
        client.stopped = false;
        client.read();
      }
      default -> session.flush();
    }
  }

  private List<Envelope.OfMessage> received() {
    return client.received.stream().map(Envelope.OfMessage.class::cast).toList();
  }

  /** The positions increase, and each message is the published one. */
  private void assertOrder() {
    long last = 0;
    for (Envelope.OfMessage each : received()) {
      assertTrue(position(each) > last, "in order, none twice");
      last = position(each);
      assertEquals(log.get((int) last - 1), each);
    }
  }

  /** What the log holds after the client's cursor has each topic's newest, unless it has it. */
  private void assertLosesNothingIfItReconnects() {
    Map<String, Long> newest = newest(received());
    long cursor = client.cursor();
    newest(log)
        .forEach(
            (topic, position) ->
                assertTrue(position > cursor || newest.get(topic).equals(position), topic));
    assertEquals(
        kept(log).stream().filter(position -> position <= cursor).toList(), kept(received()));
  }

  /** The positions of the newest messages of the conflated topics. */
  private static Map<String, Long> newest(List<Envelope.OfMessage> of) {
    Map<String, Long> newest = new HashMap<>();
    of.stream().filter(each -> conflated(each)).forEach(e -> newest.put(topic(e), position(e)));
    return newest;
  }

  /** The positions of those that are never dropped. */
  private static List<Long> kept(List<Envelope.OfMessage> of) {
    return of.stream().filter(each -> !conflated(each)).map(each -> position(each)).toList();
  }

  @Property
  void dropsNothingWhileTheClientKeepsUp(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = FLUSH) Integer> steps) {
    session = session(1 << 20);
    session.release();
    for (int step : steps) {
      if (step > RECALL) {
        session.flush();
      } else {
        session.offer(publish(step));
      }
    }
    session.flush();
    assertEquals(log, received());
  }

  /** A stopped client: one message of each topic waits, whatever the number published. */
  @Property
  void keepsOneMessageATopic(
      @ForAll @Size(max = 500) List<@IntRange(min = 0, max = 2) Integer> steps) {
    session = session(1_000);
    session.release();
    client(STOP);
    session.offer(publish(0));
    session.flush();
    Set<String> topics = new HashSet<>();
    long largest = 0;
    for (int step : steps) {
      Envelope.OfMessage message = publish(step);
      topics.add(topic(message));
      largest = Math.max(largest, message.in(RecordingOutlet.JSON).size());
      session.offer(message);
      session.flush();
      assertTrue(session.waitingBytes() <= (topics.size() + 1) * largest);
    }
    client.read();
    assertEquals(1 + topics.size(), client.received.size());
    client(GO_ON);
    assertEquals(newest(log), newest(received()));
  }
}
