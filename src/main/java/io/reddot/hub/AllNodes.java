package io.reddot.hub;

import io.reddot.message.Topic;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells of all nodes that share the log. The presence feature implements it; what it knows of other
 * nodes is some seconds old. Implementations are thread-safe.
 */
public interface AllNodes {
  /**
   * A node.
   *
   * @param name its name for people; two nodes may have the same
   * @param seenAt when this node last noticed that it is alive
   * @param sessions the number of its open sessions
   */
  record State(String name, Instant started, Instant seenAt, long sessions) {}

  /** Returns the nodes that are alive, this one first. It never waits for the database. */
  List<State> states();

  /** Counts them; cheaper than {@link #states}. */
  int count();

  /**
   * Reads from the database and returns the users who are online on any node with a subscription
   * that matches, for each of the topics.
   */
  Map<Topic, Set<String>> online(Collection<Topic> topics);
}
