package io.reddot.access;

import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.util.Collection;
import java.util.List;

/**
 * The topics that a caller may read and write. What is not granted is refused.
 *
 * @param subscribe whatever one of these covers may be read
 * @param publish whatever one of these matches may be written
 */
public record Grants(List<TopicFilter> subscribe, List<TopicFilter> publish) {

  public Grants {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
  }

  /**
   * @throws Problem (403) that names the first filter that is not granted; a wildcard is refused as
   *     a whole if it reaches any topic beyond the grants
   */
  public void checkRead(Collection<TopicFilter> filters) {
    for (TopicFilter filter : filters) {
      if (!reads(filter)) {
        throw Problem.forbidden("You may not read " + excerpt(filter.pattern()) + ".");
      }
    }
  }

  /** Whether all of what {@code filter} matches may be read. */
  public boolean reads(TopicFilter filter) {
    return subscribe.stream().anyMatch(grant -> grant.covers(filter));
  }

  /** Whether a message of this topic may be read. */
  public boolean reads(Topic topic) {
    return subscribe.stream().anyMatch(grant -> grant.matches(topic));
  }

  /**
   * @throws Problem (403) that names the topic if it is not granted
   */
  public void checkPublish(Topic topic) {
    if (topic.reserved() || publish.stream().noneMatch(grant -> grant.matches(topic))) {
      throw Problem.forbidden("You may not publish to " + excerpt(topic.name()) + ".");
    }
  }

  private static String excerpt(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "…";
  }
}
