package io.reddot.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.config.SingleInstance;
import io.reddot.log.MessageLog;
import io.reddot.log.NameSearch;
import io.reddot.message.Name;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.Session;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The users, groups and topics that this application has seen: those that features keep, the
 * sessions of this node, and the topics of the log. It forgets a name when everything that has it
 * is deleted, so it is as large as the tables that it reads. Thread-safe; nothing is read under the
 * lock.
 */
@SingleInstance
public class Directory {
  /** The largest number of users that are enumerated; more are not counted. */
  public static final int MAX_USERS = 50_000;

  /** How long the enumeration of all users is reused, because it reads several tables. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int PAGE = 1_000;
  private static final String GROUP = "group/";

  private final List<KnownNames> features;
  private final MessageLog log;
  private final Supplier<? extends Collection<Session>> sessions;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable Everybody everybody;

  /**
   * All users.
   *
   * @param users empty: too many
   */
  private record Everybody(Optional<Set<String>> users, Instant at) {}

  @Inject
  public Directory(MessageLog log, SessionRegistry registry, @Any Instance<KnownNames> features) {
    this(features.stream().toList(), log, registry::sessions, InstantSource.system());
  }

  /**
   * @param sessions returns the current sessions
   */
  public Directory(
      List<KnownNames> features,
      MessageLog log,
      Supplier<? extends Collection<Session>> sessions,
      InstantSource clock) {
    this.features = List.copyOf(features);
    this.log = log;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Returns users whose names begin with {@code prefix}, in order. */
  public List<String> users(String prefix, int limit) {
    return merged(prefix, limit, online(), feature -> feature.users(prefix, "", limit));
  }

  /** Returns groups whose names begin with {@code prefix}, in order. */
  public List<String> groups(String prefix, int limit) {
    Stream<String> subscribed =
        sessions.get().stream()
            .flatMap(session -> session.subscriptions().stream())
            .map(TopicFilter::pattern)
            .filter(pattern -> pattern.startsWith(GROUP))
            .map(pattern -> pattern.substring(GROUP.length()));
    return merged(prefix, limit, subscribed, feature -> feature.groups(prefix, limit));
  }

  /** Returns topics of the log that begin with {@code prefix}, in order. */
  public List<String> topics(String prefix, int limit) {
    return log.topics(prefix, limit);
  }

  private List<String> merged(
      String prefix, int limit, Stream<String> here, Function<KnownNames, List<String>> ask) {
    TreeSet<String> names = new TreeSet<>(NameSearch.BYTES);
    here.filter(name -> name.startsWith(prefix) && Name.isLevel(name)).forEach(names::add);
    features.forEach(
        feature -> ask.apply(feature).stream().filter(Name::isLevel).forEach(names::add));
    return names.stream().limit(limit).toList();
  }

  private Stream<String> online() {
    return sessions.get().stream().map(Session::user);
  }

  /** Whether a user of this name was seen. */
  public boolean user(String name) {
    return online().anyMatch(name::equals) || features.stream().anyMatch(one -> one.user(name));
  }

  /** Whether messages of this topic are kept, or somebody was subscribed to exactly this topic. */
  public boolean topic(Topic topic) {
    TopicFilter exact = new TopicFilter(topic.name());
    return log.topics(topic.name(), 1).contains(topic.name())
        || sessions.get().stream().anyMatch(session -> session.subscriptions().contains(exact))
        || features.stream().anyMatch(one -> one.topic(topic));
  }

  /**
   * Returns all users that were seen, some seconds ago; empty if there are more than {@value
   * #MAX_USERS}.
   */
  public Optional<Set<String>> everybody() {
    Instant now = clock.instant();
    lock.lock();
    try {
      if (everybody != null && now.isBefore(everybody.at.plus(FRESH))) {
        return everybody.users;
      }
    } finally {
      lock.unlock();
    }
    Optional<Set<String>> users = enumerate();
    lock.lock();
    try {
      everybody = new Everybody(users, now);
    } finally {
      lock.unlock();
    }
    return users;
  }

  /** Counts the users that were seen; empty if there are more than {@value #MAX_USERS}. */
  public OptionalLong size() {
    Optional<Set<String>> users = everybody();
    return users.isPresent() ? OptionalLong.of(users.get().size()) : OptionalLong.empty();
  }

  private Optional<Set<String>> enumerate() {
    Set<String> all = online().filter(Name::isLevel).collect(Collectors.toCollection(HashSet::new));
    for (KnownNames feature : features) {
      List<String> page = feature.users("", "", PAGE);
      while (!page.isEmpty()) {
        page.stream().filter(Name::isLevel).forEach(all::add);
        if (all.size() > MAX_USERS) {
          return Optional.empty();
        }
        page = page.size() < PAGE ? List.of() : feature.users("", page.get(page.size() - 1), PAGE);
      }
    }
    return Optional.of(Set.copyOf(all));
  }
}
