package io.reddot.hub;

import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tree of topic filters with one tree level for each topic level: the cost of matching depends on
 * the topic's depth, not on the number of filters. Not thread-safe: the lane's lock guards it.
 *
 * @param <S> the type of subscribers
 */
final class Subscriptions<S> {
  private final Node<S> root = new Node<>();

  private static final class Node<S> {
    private final Map<String, Node<S>> children = new HashMap<>();

    /** In order of subscription, so that fan-out is fair and tests are repeatable. */
    private final Set<S> subscribers = new LinkedHashSet<>();

    private boolean empty() {
      return children.isEmpty() && subscribers.isEmpty();
    }
  }

  void add(TopicFilter filter, S subscriber) {
    Node<S> node = root;
    for (String level : filter.levels()) {
      node = node.children.computeIfAbsent(level, l -> new Node<>());
    }
    node.subscribers.add(subscriber);
  }

  /**
   * Removes empty branches too: a client that subscribes and unsubscribes a million times leaves
   * nothing behind.
   */
  void remove(TopicFilter filter, S subscriber) {
    List<String> levels = filter.levels();
    Deque<Node<S>> path = new ArrayDeque<>();
    Node<S> node = root;
    for (String level : levels) {
      path.push(node);
      node = node.children.get(level);
      if (node == null) {
        return;
      }
    }
    node.subscribers.remove(subscriber);
    for (int i = levels.size() - 1; i >= 0 && node.empty(); i--) {
      node = path.pop();
      node.children.remove(levels.get(i));
    }
  }

  /** Calls {@code action} for each match; twice for a subscriber with two filters that match. */
  void match(Topic topic, Consumer<S> action) {
    match(root, topic.levels(), 0, !topic.reserved(), action);
  }

  private void match(
      @Nullable Node<S> node, List<String> levels, int at, boolean wildcards, Consumer<S> action) {
    if (node == null) {
      return;
    }
    if (wildcards) {
      visit(node.children.get("#"), action); // "a/#" matches "a" as well
    }
    if (at == levels.size()) {
      node.subscribers.forEach(action);
      return;
    }
    match(node.children.get(levels.get(at)), levels, at + 1, true, action);
    if (wildcards) {
      match(node.children.get("+"), levels, at + 1, true, action);
    }
  }

  private static <S> void visit(@Nullable Node<S> node, Consumer<S> action) {
    if (node != null) {
      node.subscribers.forEach(action);
    }
  }

  boolean isEmpty() {
    return root.empty();
  }
}
