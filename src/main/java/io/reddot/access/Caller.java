package io.reddot.access;

import io.reddot.access.limit.Client;
import io.reddot.message.Message;
import io.reddot.message.Name;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who calls, as a valid token said, or the container.
 *
 * @param user its name; one topic level, so that it cannot reach into another's inbox
 * @param groups the user's groups and roles; {@value #OPERATOR} is one
 * @param memberships the groups that the user was put into here, which are no roles, each with the
 *     position after which it sees their messages
 * @param validity by which token, and until when
 * @param device what the client calls itself, as far as it does
 * @param address where it calls from, as far as that is known; empty: it is the house's own
 */
public record Caller(
    String user,
    Set<String> groups,
    Map<String, Long> memberships,
    Grants grants,
    Validity validity,
    String device,
    String address)
    implements Principal, Client {
  public static final String OPERATOR = "operator";

  /** As long as an MQTT client's id may be. */
  private static final int MAX_DEVICE = 256;

  private static final String GROUP = "group/";

  /**
   * The caller with the grants that everybody has (one's own inbox, {@code everyone}, one's groups;
   * an operator: everything) and those of the token.
   *
   * @throws Problem (401) if the user's name cannot be a topic level
   */
  public static Caller of(
      String user,
      Set<String> groups,
      List<TopicFilter> subscribe,
      List<TopicFilter> publish,
      Validity validity) {
    try {
      Name.checkLevel("The token's user", user);
    } catch (Problem bad) {
      throw Problem.unauthorized(bad.detail());
    }
    List<TopicFilter> reads = new ArrayList<>(subscribe);
    List<TopicFilter> writes = new ArrayList<>(publish);
    if (groups.contains(OPERATOR)) {
      reads.add(TopicFilter.ALL);
      writes.add(TopicFilter.ALL);
    } else {
      reads.add(new TopicFilter("user/" + user + "/#"));
      reads.addAll(shared(groups));
    }
    return new Caller(
        user, Set.copyOf(groups), Map.of(), new Grants(reads, writes), validity, "", "");
  }

  /** The caller that a token tells, with the groups that it was put into, which it may read. */
  public Caller in(Map<String, Long> stored) {
    if (stored.isEmpty()) {
      return this;
    }
    List<TopicFilter> reads = new ArrayList<>(grants.subscribe());
    reads.addAll(topics(stored.keySet()));
    return new Caller(
        user, groups, Map.copyOf(stored), grants.reading(reads), validity, device, address);
  }

  /** The caller once it was taken out of groups that it had been put into. */
  public Caller out(Collection<String> left) {
    Map<String, Long> still = new HashMap<>(memberships);
    List<TopicFilter> reads = new ArrayList<>(grants.subscribe());
    for (String group : left) {
      if (still.remove(group) != null) {
        reads.remove(new TopicFilter(GROUP + group)); // one: the token may have it, too
      }
    }
    return new Caller(user, groups, still, grants.reading(reads), validity, device, address);
  }

  /** The same in groups of subscribers that it shares with other users. */
  public Caller sharing(List<TopicFilter> share) {
    if (share.isEmpty()) {
      return this;
    }
    return new Caller(
        user,
        groups,
        memberships,
        new Grants(grants.subscribe(), grants.publish(), share),
        validity,
        device,
        address);
  }

  /** The same with another device, of which so much is kept as a presence list can show. */
  public Caller on(String otherDevice) {
    String shown =
        otherDevice.length() <= MAX_DEVICE ? otherDevice : otherDevice.substring(0, MAX_DEVICE);
    return new Caller(user, groups, memberships, grants, validity, shown, address);
  }

  /** The same from another address. */
  public Caller at(String otherAddress) {
    return new Caller(user, groups, memberships, grants, validity, device, otherAddress);
  }

  /**
   * Behind which position the caller gets what {@code filter} matches: as {@link #sees}, for a
   * filter of a group; 0 for any other.
   */
  public long since(TopicFilter filter) {
    if (memberships.isEmpty() || !filter.pattern().startsWith(GROUP)) {
      return 0;
    }
    Long since = memberships.get(filter.pattern().substring(GROUP.length()));
    return since == null || grants.readsByWildcard(filter) ? 0 : since;
  }

  /**
   * Whether a message that the caller's grants reach is one for it: a member sees of its group what
   * was sent since it joined. Who may read the group by a wildcard sees it all.
   */
  public boolean sees(Message message) {
    if (memberships.isEmpty()) {
      return true;
    }
    Topic topic = message.topic();
    String group = topic.group();
    Long since = group == null ? null : memberships.get(group);
    return since == null || message.position() > since || grants.readsByWildcard(topic);
  }

  /** Whether it may have a message: its grants reach it, and it is one for it. */
  public boolean mayHave(Message message) {
    return grants.reads(message.topic()) && sees(message);
  }

  /** The topics of the caller's inbox: one's own, everyone's and those of one's groups. */
  public List<TopicFilter> inbox() {
    Stream<String> shared =
        Stream.of(groups, memberships.keySet())
            .flatMap(names -> names.stream().filter(Caller::level).sorted())
            .map(group -> GROUP + group);
    return Stream.concat(Stream.of("user/" + user, Topic.EVERYONE), shared)
        .distinct()
        .map(grants::filter)
        .toList();
  }

  /** When it is let in no more, nor any session that it opened. */
  public Instant expiresAt() {
    return validity.expiresAt();
  }

  public boolean reads(TopicFilter filter) {
    return grants.reads(filter);
  }

  public boolean operator() {
    return groups.contains(OPERATOR);
  }

  @Override
  public String getName() {
    return user;
  }

  private static List<TopicFilter> shared(Set<String> groups) {
    List<TopicFilter> shared = new ArrayList<>();
    shared.add(new TopicFilter(Topic.EVERYONE));
    shared.addAll(topics(groups));
    return shared;
  }

  /** A role whose name is no topic level has no inbox; it may still mean something elsewhere. */
  private static List<TopicFilter> topics(Set<String> groups) {
    return groups.stream()
        .filter(Caller::level)
        .sorted()
        .map(group -> new TopicFilter(GROUP + group))
        .toList();
  }

  /** Those of the token's groups that have an inbox. */
  public Set<String> inboxGroups() {
    return groups.stream().allMatch(Caller::level)
        ? groups
        : groups.stream().filter(Caller::level).collect(Collectors.toSet());
  }

  /**
   * Whether {@code name} is one level of a topic, no more: a wildcard here would open every inbox.
   */
  public static boolean level(String name) {
    return Name.isLevel(name);
  }
}
