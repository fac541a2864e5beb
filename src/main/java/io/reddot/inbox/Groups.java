package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.log.InboxStore;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Name;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Who is in which group; operators say. A group is there as long as it has members. Thread-safe.
 */
@ApplicationScoped
public class Groups {
  private final InboxStore store;
  private final StoredMemberships memberships;
  private final Limits limits;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Groups() {
    this.store = null;
    this.memberships = null;
    this.limits = null;
  }

  @Inject
  public Groups(MessageLog log, StoredMemberships memberships, Limits limits) {
    this.store = log.inbox();
    this.memberships = memberships;
    this.limits = limits;
  }

  /** The groups that the caller was put into, each with its since. */
  Map<String, Long> of(Caller caller) {
    limits.read(caller);
    return store.memberships(caller.user());
  }

  /** All groups after {@code after}, each with the number of its members. */
  Map<String, Long> all(Caller caller, String after, int limit) {
    limits.read(caller);
    return store.groups(after, limit);
  }

  /**
   * The members after {@code after}, each with its since.
   *
   * @throws Problem (403) for anybody but operators
   */
  Map<String, Long> members(Caller caller, String group, String after, int limit) {
    check(caller, group);
    limits.read(caller);
    return store.members(group, after, limit);
  }

  /**
   * Puts a user into a group; nothing happens if it is there.
   *
   * @return the log's end with it; fails with a {@link Problem} (409) if it is in too many
   * @throws Problem (403) for anybody but operators, (400) for a name that cannot be one
   */
  CompletionStage<Cursor> join(Caller caller, String group, String user) {
    check(caller, group, user);
    limits.write(caller);
    return forget(user, store.join(group, user, caller.user()));
  }

  /**
   * Takes a user out of a group; nothing happens if it is not there.
   *
   * @return the log's end with it
   * @throws Problem (403) for anybody but operators, (400) for a name that cannot be one
   */
  CompletionStage<Cursor> leave(Caller caller, String group, String user) {
    check(caller, group, user);
    limits.write(caller);
    return forget(user, store.leave(group, user, caller.user()));
  }

  /** The log tells all nodes; whoever is answered by this one shall find it done. */
  private CompletionStage<Cursor> forget(String user, CompletionStage<Cursor> done) {
    return done.thenApply(
        cursor -> {
          memberships.forget(user);
          return cursor;
        });
  }

  private static void check(Caller caller, String... names) {
    if (!caller.operator()) {
      throw Problem.forbidden("Only operators see and change who is in a group.");
    }
    for (String name : names) {
      Name.checkLevel("The name of a group or a user", name);
    }
  }
}
