package io.reddot.access;

import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who calls, as a valid token said.
 *
 * @param user the token's subject; one topic level, so that it cannot reach into another's inbox
 * @param groups the user's groups and roles; {@value #OPERATOR} is one
 * @param expiresAt when the token, and with it every session that it opened, ends
 */
public record Caller(String user, Set<String> groups, Grants grants, Instant expiresAt)
    implements Principal {
  public static final String OPERATOR = "operator";
  private static final int MAX_LENGTH = 128;

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
      Instant expiresAt) {
    if (!level(user)) {
      throw Problem.unauthorized(
          "The token's subject cannot be a user here: it must have 1 to 128 characters, none of"
              + " them a control character, '/', '+' or '#'.");
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
    return new Caller(user, Set.copyOf(groups), new Grants(reads, writes), expiresAt);
  }

  /** The topics of the caller's inbox: one's own, everyone's and those of one's groups. */
  public List<TopicFilter> inbox() {
    List<TopicFilter> inbox = new ArrayList<>();
    inbox.add(new TopicFilter("user/" + user));
    inbox.addAll(shared(groups));
    return inbox;
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
    shared.add(new TopicFilter("everyone"));
    // A role whose name is no topic level has no inbox; it may still mean something elsewhere.
    groups.stream()
        .filter(Caller::level)
        .sorted()
        .map(group -> new TopicFilter("group/" + group))
        .forEach(shared::add);
    return shared;
  }

  /**
   * Whether {@code name} is one level of a topic, no more: a wildcard here would open every inbox.
   */
  static boolean level(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.chars()
            .noneMatch(
                c ->
                    c == '/'
                        || c == '+'
                        || c == '#'
                        || Character.isISOControl(c)
                        || c == 0x2028
                        || c == 0x2029
                        || Character.isSurrogate((char) c));
  }
}
