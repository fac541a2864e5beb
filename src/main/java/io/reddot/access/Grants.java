package io.reddot.access;

import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.message.TopicFilters;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a caller may read and write. It may not read or write any other topic. Immutable.
 */
public final class Grants {
  private final List<TopicFilter> subscribe;
  private final List<TopicFilter> publish;
  private final List<TopicFilter> share;
  private final TopicFilters reads;

  /** Creates grants without a shared group of subscribers. */
  public Grants(List<TopicFilter> subscribe, List<TopicFilter> publish) {
    this(subscribe, publish, List.of());
  }

  /**
   * @param subscribe the caller may read everything that one of these covers
   * @param publish the caller may publish to every topic that one of these matches
   * @param share the subscriber groups that the caller shares with other users: a group's name, or
   *     a filter over {@code {group}/{topic filter}}. All other groups belong to the caller's user
   *     alone
   */
  public Grants(List<TopicFilter> subscribe, List<TopicFilter> publish, List<TopicFilter> share) {
    this.subscribe = List.copyOf(subscribe);
    this.publish = List.copyOf(publish);
    this.share = List.copyOf(share);
    this.reads = new TopicFilters(subscribe);
  }

  public List<TopicFilter> subscribe() {
    return subscribe;
  }

  public List<TopicFilter> publish() {
    return publish;
  }

  public List<TopicFilter> share() {
    return share;
  }

  /** Returns these grants with other topics to read. */
  public Grants reading(List<TopicFilter> topics) {
    return new Grants(topics, publish, share);
  }

  /** Whether the group {@code name} of subscribers to {@code filter} is shared with other users. */
  public boolean shares(String name, TopicFilter filter) {
    if (share.stream().anyMatch(grant -> grant.pattern().equals(name))) {
      return true;
    }
    if (share.isEmpty()) {
      return false;
    }
    try {
      TopicFilter group = new TopicFilter(name + "/" + filter.pattern());
      return share.stream().anyMatch(grant -> grant.covers(group));
    } catch (Problem tooLong) {
      return false; // no grant can be that long
    }
  }

  /**
   * @throws Problem (403) that names the first filter that is not granted; a wildcard is refused as
   *     a whole if it reaches any topic beyond the grants
   */
  public void checkRead(Collection<TopicFilter> filters) {
    for (TopicFilter filter : filters) {
      if (!reads(filter)) {
        throw Problem.forbidden("You may not read " + Problem.excerpt(filter.pattern()) + ".");
      }
    }
  }

  /** Whether everything that {@code filter} matches may be read. */
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
   * Returns the filter of exactly this topic. It is the instance that the grants hold, if they have
   * one, so that memory holds it once.
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
      throw Problem.forbidden("You may not publish to " + Problem.excerpt(topic.name()) + ".");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Grants that
        && subscribe.equals(that.subscribe)
        && publish.equals(that.publish)
        && share.equals(that.share);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * subscribe.hashCode() + publish.hashCode()) + share.hashCode();
  }

  @Override
  public String toString() {
    return "Grants[subscribe=" + subscribe + ", publish=" + publish + ", share=" + share + "]";
  }
}
