package io.reddot.transport.mqtt.session;

import io.reddot.message.Topic;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Short numbers for the topics that a client gets messages of (MQTT 5, section 3.3.2.3.4): first
 * come, first served, for as long as the connection stands. For its line.
 */
final class TopicAliases {
  private final int maximum;
  private final Map<Topic, Integer> numbers = new HashMap<>();

  /**
   * @param maximum how many the client takes
   */
  TopicAliases(int maximum) {
    this.maximum = maximum;
  }

  /**
   * @param isNew the client does not know it yet: the topic is said with it
   */
  record Alias(int number, boolean isNew) {}

  /** Null: there are no more. */
  @Nullable Alias of(Topic topic) {
    Integer known = numbers.get(topic);
    if (known != null) {
      return new Alias(known, false);
    }
    if (numbers.size() >= maximum) {
      return null;
    }
    numbers.put(topic, numbers.size() + 1);
    return new Alias(numbers.size(), true);
  }
}
