package io.reddot.transport.mqtt.session;

import io.reddot.message.Topic;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Assigns topic aliases for messages to one client (MQTT 5, section 3.3.2.3.4). The first topics
 * get aliases, which last as long as the connection. Confined to its line.
 */
final class TopicAliases {
  private final int maximum;
  private final Map<Topic, Integer> numbers = new HashMap<>();

  /**
   * @param maximum the number of aliases that the client accepts
   */
  TopicAliases(int maximum) {
    this.maximum = maximum;
  }

  /**
   * @param isNew whether the client does not know the alias yet, so that its topic must be sent,
   *     too
   */
  record Alias(int number, boolean isNew) {}

  /** Returns the alias of a topic; null if all aliases are assigned. */
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
