package io.reddot.log;

import io.reddot.log.MessageLog.Receipt;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commits whatever is waiting in one transaction: the disk's latency is paid once for all who wait,
 * and the busier it is the larger the groups. {@link #run()} holds the one thread that commits;
 * {@link #append} may be called by any thread.
 */
final class GroupCommit implements Runnable, AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(GroupCommit.class.getName());

  /** Bounds on one transaction, so that the first of a group does not wait for long. */
  private static final int GROUP_DRAFTS = 1_000;

  private static final int GROUP_SIZE = 4 << 20;

  /** Bound on what waits, in characters; beyond it publishers are asked to come back. */
  private static final int WAITING_SIZE = 64 << 20;

  private static final int WAITING_REQUESTS = 50_000;

  private final Appender appender;
  private final Consumer<List<Message>> onCommit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock. */
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();

  /** Guarded by lock. */
  private long waitingSize;

  /** Guarded by lock. */
  private boolean closed;

  private record Request(List<Draft> drafts, int size, CompletableFuture<List<Receipt>> answer) {}

  GroupCommit(Appender appender, Consumer<List<Message>> onCommit) {
    this.appender = appender;
    this.onCommit = onCommit;
  }

  CompletionStage<List<Receipt>> append(List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    int size = drafts.stream().mapToInt(Draft::size).sum();
    Request request = new Request(List.copyOf(drafts), size, new CompletableFuture<>());
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(
            Problem.unavailable("The server is going down; publish again in a moment."));
      }
      if (waiting.size() >= WAITING_REQUESTS || waitingSize + size > WAITING_SIZE) {
        return CompletableFuture.failedFuture(
            Problem.unavailable(
                "More is waiting to be stored than the server can hold; publish again in a"
                    + " moment."));
      }
      waiting.add(request);
      waitingSize += size;
      changed.signal();
    } finally {
      lock.unlock();
    }
    return request.answer;
  }

  @Override
  public void run() {
    List<Request> group = take();
    while (group != null) {
      commit(group);
      group = take();
    }
  }

  /** Waits for a group; null when closed and everything that was accepted is done. */
  private @Nullable List<Request> take() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return null;
        }
        changed.awaitUninterruptibly();
      }
      List<Request> group = new ArrayList<>();
      int drafts = 0;
      long size = 0;
      do {
        Request request = waiting.remove();
        group.add(request);
        drafts += request.drafts.size();
        size += request.size;
        waitingSize -= request.size;
      } while (!waiting.isEmpty()
          && drafts + waiting.element().drafts.size() <= GROUP_DRAFTS
          && size + waiting.element().size <= GROUP_SIZE);
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Request> group) {
    Appender.Committed committed;
    try {
      committed = appender.append(group.stream().map(Request::drafts).toList());
    } catch (SQLException | RuntimeException e) {
      if (group.size() > 1 && !connectionLost(e)) {
        // One of them may be to blame; the others shall not suffer for it.
        group.forEach(request -> commit(List.of(request)));
        return;
      }
      LOGGER.log(Level.ERROR, "could not store " + group.size() + " publish requests", e);
      Problem problem =
          Problem.unavailable("The message could not be stored; nothing was. Publish it again.");
      group.forEach(request -> request.answer.completeExceptionally(problem));
      return;
    }
    if (!committed.messages().isEmpty()) {
      onCommit.accept(committed.messages());
    }
    for (int i = 0; i < group.size(); i++) {
      Appender.Outcome outcome = committed.outcomes().get(i);
      if (outcome.problem() == null) {
        group.get(i).answer.complete(outcome.receipts());
      } else {
        group.get(i).answer.completeExceptionally(outcome.problem());
      }
    }
  }

  /** SQLState class 08; a pool that has no connection to give throws without a cause of ours. */
  private static boolean connectionLost(Exception e) {
    if (!(e instanceof SQLException sql)) {
      return false;
    }
    return sql instanceof SQLTransientConnectionException
        || (sql.getSQLState() != null && sql.getSQLState().startsWith("08"));
  }

  /** Accepts nothing more; what was accepted is still committed. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
