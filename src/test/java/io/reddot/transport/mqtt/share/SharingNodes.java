package io.reddot.transport.mqtt.share;

import io.reddot.access.SwitchedRevocations;
import io.reddot.access.limit.Limits;
import io.reddot.fixture.Bounds;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.hub.HandPump;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.session.SessionLimits;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.SessionStore.Update;
import io.reddot.transport.mqtt.store.ShareStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The shares and hubs of several nodes on one real log. The test runs the tasks of the nodes and
 * moves the clock.
 */
final class SharingNodes implements AutoCloseable {
  final HandClock clock = new HandClock();
  final FullLog log;
  final List<Node> nodes = new ArrayList<>();
  String topic = "t0";

  SharingNodes(Path folder) {
    log =
        new FullLog(
            Database.embedded(folder),
            Duration.ofDays(1),
            1_000_000,
            Bounds.NONE,
            clock,
            Thread::new);
  }

  @Override
  public void close() {
    log.close();
  }

  /** The deadline for members; zero: none. */
  Duration patience = Duration.ZERO;

  String group() {
    return shared().name();
  }

  Group shared() {
    return new Group("user/alice/$share/g/" + topic, new TopicFilter(topic));
  }

  Node start() {
    Node node = new Node();
    nodes.add(node);
    return node;
  }

  /** Publishes messages and returns their positions. */
  List<Long> publish(int messages, String data) throws Exception {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      drafts.add(
          new Draft(
              UUID.randomUUID().toString(),
              true,
              new Topic(topic),
              null,
              data,
              Encoding.JSON,
              null,
              false,
              null,
              null));
    }
    return get(log.append(drafts)).stream().map(receipt -> receipt.cursor().position()).toList();
  }

  List<Long> publish(int messages) throws Exception {
    return publish(messages, "1");
  }

  /** Runs all tasks that are due. */
  void run() throws Exception {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Node node : List.copyOf(nodes)) {
        moved |= node.run();
      }
    }
  }

  /** Moves the clock in steps of a second. */
  void pass(Duration time) throws Exception {
    for (long second = 0; second < time.toSeconds(); second++) {
      clock.turn(Duration.ofSeconds(1));
      for (Node node : List.copyOf(nodes)) {
        node.wake();
        node.tick();
      }
      run();
    }
  }

  /** Ends the pauses of nodes that let others take messages first. */
  void giveWay() throws Exception {
    nodes.forEach(Node::wake);
    run();
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static final int LANES = 2;

  /** A server. */
  final class Node {
    final AnsweringTransactions transactions = new AnsweringTransactions(log.transactions());
    private final ShareStore store = new ShareStore(transactions, Bounds.NONE.ofShares());
    final List<Worker> workers = new ArrayList<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Runnable> sleeping = new ArrayList<>();
    private final SessionRegistry registry =
        new SessionRegistry(
            log,
            io.reddot.access.AbsentFeatures.memberships(),
            new SwitchedRevocations(),
            io.reddot.hub.AbsentFeatures.ledger(),
            io.reddot.hub.AbsentFeatures.inboxes(log),
            SessionLimits.DEFAULT,
            Limits.none(),
            LANES,
            clock,
            tasks::add);
    private final HandPump tail = new HandPump(registry);
    private final Nodes others = new Nodes(store, clock);
    final Shares shares =
        new Shares(
            registry,
            log,
            store,
            others,
            clock,
            patience,
            tasks::add,
            (task, after) -> sleeping.add(task));

    /** A frozen node runs no tasks until it is thawed. */
    boolean frozen;

    Worker join(int window, boolean exact) throws Exception {
      Worker worker = new Worker(this, window, exact);
      workers.add(worker);
      if (exact) {
        worker.open();
      }
      CompletionStage<Void> there =
          shares.join(worker, shared(), "alice", exact ? worker.session : null);
      SharingNodes.this.run();
      if (there.toCompletableFuture().isCompletedExceptionally()) {
        worker.leave(); // as its connection would
      }
      return worker;
    }

    /** As {@code kill -9} does. */
    void kill() {
      transactions.kill();
      nodes.remove(this);
      tail.close();
    }

    private boolean run() throws Exception {
      boolean moved = false;
      while (!frozen && (!tasks.isEmpty() || tail.position() < log.head())) {
        moved = true;
        if (tail.position() < log.head()) {
          tail.pump();
        } else {
          tasks.remove().run();
        }
      }
      return moved;
    }

    private void tick() {
      if (!frozen) {
        registry.tick();
        others.tick(shares.any(), shares::verify);
        shares.tick();
      }
    }

    private void wake() {
      if (!frozen) {
        List<Runnable> all = List.copyOf(sleeping);
        sleeping.clear();
        all.forEach(Runnable::run);
      }
    }
  }

  /** A member of the group: at QoS 1, or (exact) at QoS 2 with a stored session. */
  final class Worker implements GroupMember {
    final Node node;
    final String session = UUID.randomUUID().toString();
    final Set<Long> unacknowledged = new HashSet<>();

    /** The messages that it was sent, in order. */
    final List<Long> got = new ArrayList<>();

    /** The messages that it acknowledged or, at QoS 2, was handed. */
    final List<Long> finished = new ArrayList<>();

    private final boolean exact;
    private final int window;
    private final Map<Long, Envelope.Aside> offered = new LinkedHashMap<>();
    private final GroupFeedback told;
    private long epoch;

    /** Whether it gets no more messages. */
    private boolean gone;

    private int packetId;

    private Worker(Node node, int window, boolean exact) {
      this.node = node;
      this.window = window;
      this.exact = exact;
      this.told = node.shares.by(this);
    }

    private void open() throws Exception {
      Instant later = clock.instant().plus(Duration.ofDays(1));
      epoch = get(log.sessions().open(session, false, later)).epoch();
    }

    @Override
    public boolean offer(Envelope.Aside message) {
      offered.put(message.message().message().position(), message);
      return true;
    }

    @Override
    public boolean mayHave(Message message) {
      return true;
    }

    boolean exact() {
      return exact;
    }

    @Override
    public int window() {
      return window;
    }

    /** Sends offered messages, as a connection does. */
    @Override
    public void flush() {
      List<Long> positions = gone ? List.of() : List.copyOf(offered.keySet());
      offered.clear();
      for (long position : positions) {
        if (!exact || handed(position)) {
          got.add(position);
          unacknowledged.add(position);
        } else {
          told.doubt(group(), position);
        }
      }
    }

    private boolean handed(long position) {
      InFlight row = new InFlight(true, ++packetId, position, null, false, "2", group());
      ShareStore.Share share = new ShareStore.Share(group(), told.node(), position);
      Update update = new Update(null, null, null, null, List.of(row), List.of(), List.of(share));
      boolean handed = log.sessions().save(session, epoch, update).toCompletableFuture().join();
      if (handed) {
        packetIds.put(position, packetId);
        told.handed(group(), position);
        finished.add(position);
      }
      return handed;
    }

    void acknowledge(int messages) {
      unacknowledged.stream().sorted().limit(messages).toList().forEach(this::acknowledge);
    }

    void acknowledge(long position) {
      if (unacknowledged.remove(position)) {
        if (exact) {
          InFlight landed = row(position, true);
          var unused = log.sessions().save(session, epoch, Update.of(List.of(), List.of(landed)));
        } else {
          finished.add(position);
        }
        told.settled(group(), position, exact);
      }
    }

    private final Map<Long, Integer> packetIds = new HashMap<>();

    private InFlight row(long position, boolean released) {
      int id = packetIds.get(position);
      return new InFlight(true, id, position, null, released, "2", group());
    }

    /** QoS 2: the client has received the message. */
    void receive(long position) throws Exception {
      get(log.sessions().save(session, epoch, Update.of(List.of(row(position, true)), List.of())));
      told.settled(group(), position, true);
      unacknowledged.remove(position);
    }

    /** Stores all messages in flight again, as a connection that ends does. */
    void store() throws Exception {
      List<InFlight> all = unacknowledged.stream().map(each -> row(each, false)).toList();
      get(log.sessions().save(session, epoch, Update.of(all, all)));
    }

    /** The messages that are stored as in flight to it. */
    List<Long> stored() throws Exception {
      Instant later = clock.instant().plus(Duration.ofDays(1));
      var stored = get(log.sessions().open(session, false, later));
      epoch = stored.epoch();
      return stored.inFlight().stream().map(InFlight::position).toList();
    }

    /** Acknowledges everything, and then unsubscribes. */
    void finishAndUnsubscribe() {
      gone = true; // messages offered meanwhile are not sent
      acknowledge(Integer.MAX_VALUE);
      unsubscribe();
    }

    /** Ends its connection. */
    void leave() {
      gone = true;
      node.workers.remove(this);
      Set<Long> kept = exact ? Set.copyOf(unacknowledged) : Set.of();
      node.shares.leave(this, group(), new Departure(kept, Set.of(), Set.of()), null);
    }

    /** Unsubscribes, and goes on with the messages it has. */
    void unsubscribe() {
      gone = true;
      node.workers.remove(this);
      Set<Long> all = Set.copyOf(unacknowledged);
      Departure left =
          exact ? new Departure(all, Set.of(), Set.of()) : new Departure(Set.of(), Set.of(), all);
      node.shares.leave(this, group(), left, exact ? session : null);
    }
  }
}
