package io.reddot.hub;

import io.reddot.message.Topic;
import io.reddot.session.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Knows this node alone. Thread-safe. */
final class OnlyNode implements AllNodes {
  private final String name;
  private final Supplier<? extends Collection<Session>> sessions;
  private final InstantSource clock;
  private final Instant started;

  /**
   * @param sessions returns the current sessions
   */
  OnlyNode(String name, Supplier<? extends Collection<Session>> sessions, InstantSource clock) {
    this.name = name;
    this.sessions = sessions;
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public List<State> states() {
    return List.of(new State(name, started, clock.instant(), sessions.get().size()));
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public Map<Topic, Set<String>> online(Collection<Topic> topics) {
    Map<Topic, Set<String>> online = new LinkedHashMap<>();
    topics.forEach(topic -> online.put(topic, subscribed(topic)));
    return online;
  }

  private Set<String> subscribed(Topic topic) {
    return sessions.get().stream()
        .filter(session -> !session.identity().shared())
        .filter(session -> session.subscriptions().stream().anyMatch(one -> one.matches(topic)))
        .map(Session::user)
        .collect(Collectors.toSet());
  }
}
