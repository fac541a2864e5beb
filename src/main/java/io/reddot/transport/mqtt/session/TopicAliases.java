package io.reddot.transport.mqtt.session;

import io.reddot.message.Topic;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Topic aliases for messages to one client (MQTT 5, section 3.3.2.3.4). The first topics get one,
 * for the lifetime of the connection. Confined to its line.
 */
final class TopicAliases {
  private final int maximum;
  private final Map<Topic, Integer> numbers = new HashMap<>();

  /**
   * @param maximum the number of aliases that the client takes
   */
  TopicAliases(int maximum) {
    this.maximum = maximum;
  }

  /**
   * @param isNew whether the client does not know it yet, so that the topic is sent with it
   */
  record Alias(int number, boolean isNew) {}

  /** Returns the alias of a topic; null: there are no more. */
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
