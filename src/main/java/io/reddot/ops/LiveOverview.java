package io.reddot.ops;

import io.reddot.json.JsonData;
import io.reddot.log.MessageLog;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the newest sample of this node to {@code $overview/{node}} once a second while an
 * operator watches, as {@link Watch} decides. Not thread-safe: {@link #step} is for one thread,
 * which may wait for the database.
 */
final class LiveOverview {
  private static final System.Logger LOGGER = System.getLogger(LiveOverview.class.getName());
  private static final Duration LIFETIME = Duration.ofSeconds(30);
  private static final String EVENT = "overview";

  /** The largest number of samples that are read at once: more nodes are not expected. */
  private static final int AT_ONCE = 200;

  private final MessageLog log;
  private final String run = UUID.randomUUID().toString();
  private final Topic topic;
  private final String node;
  private final Predicate<Topic> subscribed;
  private final Supplier<@Nullable Sample> newest;
  private final InstantSource clock;
  private final Watch watch;

  /** The time of the last sample that was published. */
  private long published;

  /** The last publication, which must end before the next: at most one waits for the database. */
  private CompletableFuture<?> publishing = CompletableFuture.completedFuture(null);

  /**
   * @param subscribed whether a session of this node receives the messages of a topic
   * @param newest returns the newest sample; null before the first
   */
  LiveOverview(
      MessageLog log,
      String node,
      Predicate<Topic> subscribed,
      Supplier<@Nullable Sample> newest,
      InstantSource clock) {
    this.log = log;
    this.node = node;
    this.topic = new Topic(Topic.OVERVIEW + "/" + node);
    this.subscribed = subscribed;
    this.newest = newest;
    this.clock = clock;
    this.watch = new Watch(run, log::head, this::read, System::nanoTime);
  }

  /** Publishes the newest sample if an operator watches; called once a second. */
  void step() {
    watch.look();
    boolean watched = subscribed.test(topic);
    Sample sample = newest.get();
    boolean wanted = watched || watch.woken();
    if (sample == null || sample.at() <= published || !wanted || !publishing.isDone()) {
      return;
    }
    published = sample.at();
    publishing =
        log.append(List.of(draft(sample, watched)))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOGGER.log(Level.DEBUG, "could not publish a sample", failure);
                  }
                })
            .toCompletableFuture();
  }

  private Draft draft(Sample sample, boolean watched) {
    JsonObjectBuilder json =
        JsonData.object()
            .add("node", node)
            .add("run", run)
            .add("at", sample.at())
            .add("watched", watched);
    SampleJson.add(json, sample);
    return new Draft(
        UUID.randomUUID().toString(),
        false,
        topic,
        EVENT,
        JsonData.compact(json),
        Encoding.JSON,
        clock.instant().plus(LIFETIME),
        false,
        null,
        null);
  }

  private List<Watch.Heard> read(long after) {
    MessageLog.Page page =
        log.read(List.of(new TopicFilter(Topic.OVERVIEW + "/+")), after, log.head(), AT_ONCE);
    List<Watch.Heard> all = new ArrayList<>();
    for (Message message : page.messages()) {
      Watch.Heard heard = heard(message.data());
      if (heard != null) {
        all.add(heard);
      }
    }
    return all;
  }

  /** Returns a sample of a node; null if its version writes samples differently. */
  static Watch.@Nullable Heard heard(String data) {
    if (!(JsonData.parse(data) instanceof JsonObject json)) {
      return null;
    }
    try {
      return new Watch.Heard(json.getString("run"), json.getBoolean("watched"));
    } catch (RuntimeException e) { // thrown for absent members and other types
      return null;
    }
  }
}
