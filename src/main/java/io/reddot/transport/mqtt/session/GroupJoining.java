package io.reddot.transport.mqtt.session;

import io.reddot.message.CallerLog;
import io.reddot.message.LogFields;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.share.Shares;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Makes one client a member of groups that share subscriptions. Confined to its line. */
final class GroupJoining {
  private static final System.Logger LOGGER = System.getLogger(GroupJoining.class.getName());

  private final MqttSession session;
  private final Shares shares;
  private final Line line;

  GroupJoining(MqttSession session, Shares shares, Line line) {
    this.session = session;
    this.shares = shares;
    this.line = line;
  }

  /**
   * Joins the groups of the shared subscriptions among {@code all}.
   *
   * @param onRefusal called for a subscription whose group exceeds a quota
   * @return completes when all groups have begun; fails for any reason but a quota; null: no
   *     subscription is shared
   */
  @Nullable CompletionStage<Void> join(
      List<SubscribeResult.Added> all, BiConsumer<SubscribeResult.Added, Problem> onRefusal) {
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    for (SubscribeResult.Added added : all) {
      if (added.one().share() != null) {
        begun.add(
            join(added.one())
                .<Void>handleAsync(
                    (there, failure) -> {
                      if (failure != null) {
                        onRefusal.accept(added, refusal(failure));
                      }
                      return null;
                    },
                    line)
                .toCompletableFuture());
      }
    }
    return begun.isEmpty()
        ? null
        : CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> join(Subscription one) {
    return shares.join(session, one.sharedGroup(), session.caller().user(), session.storedKey());
  }

  private static Problem refusal(Throwable failure) {
    Problem full = asFull(failure);
    if (full == null) {
      throw new CompletionException(Problem.cause(failure));
    }
    return full;
  }

  private static @Nullable Problem asFull(@Nullable Throwable failure) {
    return failure != null
            && Problem.cause(failure) instanceof Problem problem
            && problem.status() == 429
        ? problem
        : null;
  }

  /** Joins a group again for a stored session; unsubscribes if the group exceeds a quota. */
  void rejoin(Subscription one) {
    CompletionStage<Void> unused =
        join(one)
            .whenCompleteAsync(
                (there, failure) -> {
                  Problem full = asFull(failure);
                  if (full != null) {
                    dropGroup(one.group(), full);
                  }
                },
                line);
  }

  private void dropGroup(String group, Problem full) {
    CallerLog.SHARED.log(
        LOGGER,
        Level.INFO,
        "dropped a shared subscription",
        session.caller().user(),
        full.detail(),
        LogFields.user(session.caller().user()),
        null);
    List<String> unused = session.unsubscribing().drop(other -> other.group().equals(group));
  }
}
