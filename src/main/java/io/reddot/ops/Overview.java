package io.reddot.ops;

import io.reddot.config.Settings;
import io.reddot.config.StartUp;
import io.reddot.config.Storage;
import io.reddot.config.Version;
import io.reddot.container.Threads;
import io.reddot.container.Timer;
import io.reddot.hub.AllNodes;
import io.reddot.hub.Node;
import io.reddot.hub.SessionRegistry;
import io.reddot.json.JsonData;
import io.reddot.log.MessageLog;
import io.reddot.log.StorageUse;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The overview of this node: samples of every second, and what is wrong. {@link OverviewLifecycle}
 * starts and stops it. If the application fails to start, the container does not call that; this
 * bean then ends its threads when it is destroyed. Thread-safe.
 */
@ApplicationScoped
public class Overview {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The time that a step in progress gets to finish before the log closes. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  @Inject private Threads threads;
  @Inject private MessageLog log;
  @Inject private StorageUse storage;
  @Inject private SessionRegistry registry;
  @Inject private Node self;
  @Inject private AllNodes nodes;
  @Inject private Settings settings;
  @Inject private NodeHealth health;
  @Inject private NodeMetrics metrics;

  private final InstantSource clock = InstantSource.system();
  private volatile @Nullable Running running;

  /**
   * What there is between start and stop.
   *
   * @param timers two, because sampling must not wait for a database that does not answer
   */
  private record Running(
      String node, Instant startedAt, History history, Faults faults, List<Timer> timers) {}

  synchronized void start() {
    String node = self.name();
    History history = new History();
    Sampler sampler =
        new Sampler(
            () -> metrics.read(Sampler.METRICS), storage, nodes::count, clock, System::nanoTime);
    Newest newest = new Newest();
    LiveOverview live = new LiveOverview(log, node, registry::subscribed, newest::get, clock);
    Timer sampling = threads.timer("reddot-overview");
    Timer publishing = threads.timer("reddot-overview-live");
    running =
        new Running(
            node,
            clock.instant(),
            history,
            new Faults(health::results, StartUp::notices, storage),
            List.of(sampling, publishing));
    sampling.every(
        untilNextSecond(),
        SECOND,
        () -> {
          Sample sample = sampler.next();
          history.add(sample);
          newest.set(sample);
        });
    publishing.every(SECOND, SECOND, live::step);
  }

  private Duration untilNextSecond() {
    return Duration.ofMillis(1_000 - clock.millis() % 1_000);
  }

  /** The newest sample. Thread-safe. */
  private static final class Newest {
    private volatile @Nullable Sample sample;

    void set(Sample next) {
      sample = next;
    }

    @Nullable Sample get() {
      return sample;
    }
  }

  /** Ends the threads; does nothing when called again. */
  @PreDestroy
  synchronized void stop() {
    Running stopping = running;
    if (stopping != null) {
      for (Timer timer : stopping.timers) {
        boolean unused = timer.close(ENDING);
      }
      running = null;
    }
  }

  /** Returns everything as JSON; null before the start and after the stop. */
  @Nullable String json() {
    Running now = running;
    if (now == null) {
      return null;
    }
    JsonObjectBuilder samples = JsonData.object();
    SampleJson.add(samples, now.history.all());
    JsonObjectBuilder json =
        JsonData.object()
            .add("node", now.node)
            .add("version", Version.get())
            .add("startedAt", now.startedAt.toString())
            .add("now", clock.instant().toString())
            .add("interval", SECOND.toSeconds())
            .add("samples", samples)
            .add("log", logJson())
            .add("nodes", nodesJson())
            .add("faults", JsonData.array(now.faults.all()));
    return JsonData.compact(json);
  }

  private JsonObjectBuilder logJson() {
    JsonObjectBuilder json = JsonData.object().add("head", log.head()).add("floor", log.floor());
    StorageUse.Size size = storage.size();
    if (size != null) {
      json.add("bytes", size.bytes()).add("messages", size.messages()).add("events", size.events());
      Instant oldest = size.oldestAt();
      if (oldest != null) {
        json.add("oldestAt", oldest.toString());
      }
    }
    storage.free().ifPresent(free -> json.add("freeBytes", free));
    return json.add(
        "retention",
        JsonData.object()
            .add("days", settings.get(Storage.RETENTION).toDays())
            .add("messages", settings.get(Storage.RETENTION_MESSAGES))
            .add("events", settings.get(Storage.RETENTION_EVENTS)));
  }

  private JsonArrayBuilder nodesJson() {
    JsonArrayBuilder json = JsonData.array();
    for (AllNodes.State each : nodes.states()) {
      json.add(
          JsonData.object()
              .add("node", each.name())
              .add("since", each.started().toString())
              .add("seenAt", each.seenAt().toString())
              .add("sessions", each.sessions()));
    }
    return json;
  }
}
