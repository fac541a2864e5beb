package io.reddot.access;

import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.message.TopicFilters;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topics that a caller may read and write. What is not granted is refused. Immutable. */
public final class Grants {
  private final List<TopicFilter> subscribe;
  private final List<TopicFilter> publish;
  private final TopicFilters reads;

  /**
   * @param subscribe whatever one of these covers may be read
   * @param publish whatever one of these matches may be written
   */
  public Grants(List<TopicFilter> subscribe, List<TopicFilter> publish) {
    this.subscribe = List.copyOf(subscribe);
    this.publish = List.copyOf(publish);
    this.reads = new TopicFilters(subscribe);
  }

  public List<TopicFilter> subscribe() {
    return subscribe;
  }

  public List<TopicFilter> publish() {
    return publish;
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
    return reads.covers(filter);
  }

  /** Whether a message of this topic may be read. */
  public boolean reads(Topic topic) {
    return reads.matches(topic);
  }

  /** Whether a grant for more than one topic covers {@code filter}. */
  boolean readsByWildcard(TopicFilter filter) {
    return reads.coversByWildcard(filter);
  }

  /** Whether a grant for more than one topic reaches {@code topic}. */
  boolean readsByWildcard(Topic topic) {
    return reads.matchesByWildcard(topic);
  }

  /**
   * The filter of exactly this topic: the one of the grants, if it is there, so that it is kept
   * once.
   */
  TopicFilter filter(String topic) {
    TopicFilter known = reads.exact(topic);
    return known == null ? new TopicFilter(topic) : known;
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Grants that
        && subscribe.equals(that.subscribe)
        && publish.equals(that.publish);
  }

  @Override
  public int hashCode() {
    return 31 * subscribe.hashCode() + publish.hashCode();
  }

  @Override
  public String toString() {
    return "Grants[subscribe=" + subscribe + ", publish=" + publish + "]";
  }
}
