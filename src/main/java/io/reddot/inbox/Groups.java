package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.audit.Audit;
import io.reddot.audit.AuditRecord;
import io.reddot.config.SingleInstance;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Name;
import io.reddot.message.Problem;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Lets operators put users into groups. A group exists as long as it has members. Thread-safe. */
@SingleInstance
public class Groups {
  /** The largest number of users whom the audit of an import names. */
  private static final int NAMED = 10;

  private final InboxStore store;
  private final StoredMemberships memberships;
  private final Limits limits;
  private final Audit audit;

  @Inject
  public Groups(MessageLog log, StoredMemberships memberships, Limits limits, Audit audit) {
    this.audit = audit;
    this.store = new InboxStore(log);
    this.memberships = memberships;
    this.limits = limits;
  }

  /** Returns the caller's groups, each with the position after which it sees messages. */
  Map<String, Long> of(Caller caller) {
    limits.read(caller);
    return store.memberships(caller.user());
  }

  /** Lists the groups after {@code after}, each with the number of its members. */
  Map<String, Long> all(Caller caller, String after, int limit) {
    limits.read(caller);
    return store.groups(after, limit);
  }

  /**
   * Lists the members after {@code after}, each with the position after which it sees messages.
   *
   * @throws Problem (403) if the caller is not an operator
   */
  Map<String, Long> members(Caller caller, String group, String after, int limit) {
    check(caller, group);
    limits.read(caller);
    return store.members(group, after, limit);
  }

  /**
   * Puts a user into a group, unless the user is already in it.
   *
   * @return the log's end afterwards; fails with a {@link Problem} (409) if the user is in too many
   *     groups
   * @throws Problem (403) if the caller is not an operator, (400) if a name is not allowed
   */
  CompletionStage<Cursor> join(Caller caller, String group, String user) {
    check(caller, group, user);
    limits.write(caller);
    return forget(
        user, store.join(group, user, caller.user(), record(caller, group, user + " joined")));
  }

  /**
   * Puts users into a group, all or none of them.
   *
   * @param parser parses the users' names, once the caller is known to be an operator
   * @return the number of users who were not in it before; fails with a {@link Problem} (409) if
   *     one of the users is in too many groups
   * @throws Problem (403) if the caller is not an operator, (400) if a name is not allowed
   */
  CompletionStage<Integer> joinAll(Caller caller, String group, Supplier<Set<String>> parser) {
    check(caller, group);
    Set<String> users = parser.get();
    check(caller, users.toArray(String[]::new));
    limits.write(caller);
    return store
        .joinAll(group, users, caller.user(), record(caller, group, imported(users)))
        .thenApply(
            joined -> {
              users.forEach(memberships::forget);
              return joined;
            });
  }

  /** Returns the number of members of a group. */
  long size(String group) {
    return store.size(group);
  }

  /**
   * Takes a user out of a group, if the user is in it.
   *
   * @return the log's end afterwards
   * @throws Problem (403) if the caller is not an operator, (400) if a name is not allowed
   */
  CompletionStage<Cursor> leave(Caller caller, String group, String user) {
    check(caller, group, user);
    limits.write(caller);
    return forget(
        user, store.leave(group, user, caller.user(), record(caller, group, user + " left")));
  }

  private AuditRecord record(Caller caller, String group, String detail) {
    return audit.of(caller, Audit.GROUP, group, detail);
  }

  /** An audit names who joined; of a long list it names the first and counts the others. */
  private static String imported(Set<String> users) {
    String named = users.stream().limit(NAMED).collect(Collectors.joining(", "));
    int more = users.size() - NAMED;
    return (more > 0 ? named + " and " + more + " more" : named) + " imported";
  }

  /**
   * Removes the user from the cache before the caller is answered. Events of the log do the same on
   * all nodes, but later.
   */
  private CompletionStage<Cursor> forget(String user, CompletionStage<Cursor> done) {
    return done.thenApply(
        cursor -> {
          memberships.forget(user);
          return cursor;
        });
  }

  private static void check(Caller caller, String... names) {
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators may list and change the members of groups.");
    }
    for (String name : names) {
      Name.checkLevel("The name of a group or a user", name);
    }
  }
}
