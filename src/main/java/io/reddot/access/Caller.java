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
 * A caller that a valid token or the container has identified.
 *
 * @param user the user's name; one topic level, so that it cannot reach into another user's inbox
 * @param groups the user's groups and roles; {@value #OPERATOR} is one
 * @param memberships the groups that the user was put into here, which are not roles; each has the
 *     position after which the user sees the group's messages
 * @param validity the token's id and lifetime
 * @param device the client's name for itself; empty if it gives none
 * @param address the address that the client connects from, if known; empty if the application
 *     itself is the caller
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

  /** The maximum length of a device, in characters: that of an MQTT client's id. */
  private static final int MAX_DEVICE = 256;

  private static final String GROUP = "group/";

  /**
   * Returns a caller with the grants of every user and those of the token. Every user may read its
   * own inbox, {@code everyone} and its groups; an operator may do everything. Only operators may
   * read {@link Topic#FOR_OPERATORS}.
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
    boolean operator = groups.contains(OPERATOR);
    List<TopicFilter> reads = new ArrayList<>(subscribe);
    List<TopicFilter> writes = new ArrayList<>(publish);
    reads.removeIf(filter -> !operator && Topic.FOR_OPERATORS.contains(filter.levels().get(0)));
    if (operator) {
      reads.add(TopicFilter.ALL);
      Topic.FOR_OPERATORS.forEach(first -> reads.add(new TopicFilter(first + "/#")));
      writes.add(TopicFilter.ALL);
    } else {
      reads.add(new TopicFilter("user/" + user + "/#"));
      reads.addAll(shared(groups));
    }
    return new Caller(
        user, Set.copyOf(groups), Map.of(), new Grants(reads, writes), validity, "", "");
  }

  /**
   * Returns this caller, which a token describes, with the groups that the user was put into. It
   * may read those, too.
   */
  public Caller in(Map<String, Long> stored) {
    if (stored.isEmpty()) {
      return this;
    }
    List<TopicFilter> reads = new ArrayList<>(grants.subscribe());
    reads.addAll(topics(stored.keySet()));
    return new Caller(
        user, groups, Map.copyOf(stored), grants.reading(reads), validity, device, address);
  }

  /** Returns this caller without the given groups, which the user has left. */
  public Caller out(Collection<String> left) {
    Map<String, Long> still = new HashMap<>(memberships);
    List<TopicFilter> reads = new ArrayList<>(grants.subscribe());
    for (String group : left) {
      if (still.remove(group) != null) {
        reads.remove(new TopicFilter(GROUP + group)); // only one: the token may grant it, too
      }
    }
    return new Caller(user, groups, still, grants.reading(reads), validity, device, address);
  }

  /** Returns this caller with exactly the given groups that the user was put into. */
  public Caller regrouped(Map<String, Long> now) {
    return memberships.equals(now) ? this : out(memberships.keySet()).in(now);
  }

  /** Returns this caller with the subscriber groups that it shares with other users. */
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

  /** Returns this caller with another device, cut to the length that a presence list can show. */
  public Caller on(String otherDevice) {
    String shown =
        otherDevice.length() <= MAX_DEVICE ? otherDevice : otherDevice.substring(0, MAX_DEVICE);
    return new Caller(user, groups, memberships, grants, validity, shown, address);
  }

  /** Returns this caller with another address. */
  public Caller at(String otherAddress) {
    return new Caller(user, groups, memberships, grants, validity, device, otherAddress);
  }

  /**
   * Returns the position after which the caller receives what {@code filter} matches. For the
   * filter of a group this agrees with {@link #sees}; for any other it is 0.
   */
  public long since(TopicFilter filter) {
    if (memberships.isEmpty() || !filter.pattern().startsWith(GROUP)) {
      return 0;
    }
    Long since = memberships.get(filter.pattern().substring(GROUP.length()));
    return since == null || grants.readsByWildcard(filter) ? 0 : since;
  }

  /**
   * Whether the caller sees a message that its grants reach. A member sees the messages that were
   * sent to its group since it joined. A caller that may read the group by a wildcard sees all of
   * them.
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

  /**
   * Whether the caller may receive a message: its grants reach the message, and it {@linkplain
   * #sees sees} it.
   */
  public boolean mayHave(Message message) {
    return grants.reads(message.topic()) && sees(message);
  }

  /**
   * Returns the topics of the caller's inbox: its own, {@code everyone} and those of its groups.
   */
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

  /** Returns when the caller expires, and with it every session that it opened. */
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

  /**
   * Skips roles whose names are not topic levels. They have no inbox but may have a meaning
   * elsewhere.
   */
  private static List<TopicFilter> topics(Set<String> groups) {
    return groups.stream()
        .filter(Caller::level)
        .sorted()
        .map(group -> new TopicFilter(GROUP + group))
        .toList();
  }

  /** Returns those of the token's groups that have an inbox. */
  public Set<String> inboxGroups() {
    return groups.stream().allMatch(Caller::level)
        ? groups
        : groups.stream().filter(Caller::level).collect(Collectors.toSet());
  }

  /**
   * Whether {@code name} is exactly one level of a topic. A wildcard here would open every inbox.
   */
  public static boolean level(String name) {
    return Name.isLevel(name);
  }
}
