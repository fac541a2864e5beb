package io.reddot.log.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.Projection;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.trace.Tracing;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Commits all waiting requests in one transaction: they share the latency of the disk, and the
 * higher the load, the larger the groups. Nodes on one database commit one after another; a group
 * is taken when the turn of its node has come, so the longer that takes, the larger the group.
 * {@link #run()} occupies the one thread that commits; any thread may call {@link #append} and
 * {@link #change}. Each request succeeds or fails as a whole. Requests are processed in the order
 * in which they came. Thread-safe.
 */
final class GroupCommit implements Runnable, AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(GroupCommit.class.getName());

  /** Bounds one transaction, so that the first request of a group does not wait for long. */
  private static final int GROUP_WEIGHT = 1_000;

  private static final int GROUP_SIZE = 4 << 20;

  /** Bounds the waiting requests, in characters; further ones are answered with 503. */
  private static final int WAITING_SIZE = 64 << 20;

  private static final int WAITING_REQUESTS = 50_000;

  private final System.Logger logger;
  private final Database database;
  private final InstantSource clock;
  private final List<Projection> projections;
  private final Consumer<List<Message>> onCommit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<Request<?>> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private long waitingSize;

  @GuardedBy("lock")
  private boolean closed;

  /** Whether the database was lost; owned by the committing thread. */
  private boolean lost;

  /** A part of a group's transaction, as {@link Transactions.Change} describes it. */
  interface Change<T> {
    T in(GroupTransaction transaction) throws SQLException;
  }

  /**
   * @param drafts the drafts that it will append or schedule, whose ids are looked up beforehand
   * @param weight the approximate number of rows that it writes
   * @param size the approximate number of characters that it holds
   * @param came when it came, as {@link System#nanoTime}
   */
  private record Request<T>(
      List<Draft> drafts,
      int weight,
      int size,
      Change<T> change,
      CompletableFuture<T> answer,
      long came) {

    /** Runs the request, and returns the task that answers it after the commit. */
    Runnable in(GroupTransaction transaction) throws SQLException {
      try {
        T result = change.in(transaction);
        return () -> answer.complete(result);
      } catch (Problem problem) {
        return () -> answer.completeExceptionally(problem);
      }
    }
  }

  /**
   * @param onCommit called with the messages of each commit, before their publishers are answered
   */
  GroupCommit(
      Database database,
      InstantSource clock,
      List<Projection> projections,
      Consumer<List<Message>> onCommit) {
    this(database, clock, projections, onCommit, LOGGER);
  }

  /**
   * @param logger is told of failures
   */
  GroupCommit(
      Database database,
      InstantSource clock,
      List<Projection> projections,
      Consumer<List<Message>> onCommit,
      System.Logger logger) {
    this.logger = logger;
    this.projections = projections;
    this.database = database;
    this.clock = clock;
    this.onCommit = onCommit;
  }

  CompletionStage<List<Receipt>> append(List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<Draft> all = List.copyOf(drafts);
    return change(all, transaction -> transaction.appendNow(all));
  }

  /** Requests a change that appends all of {@code drafts}, or schedules them. */
  <T> CompletionStage<T> change(List<Draft> drafts, Change<T> change) {
    int size = drafts.stream().mapToInt(Draft::size).sum();
    return submit(
        new Request<>(
            drafts, drafts.size(), size, change, new CompletableFuture<>(), System.nanoTime()));
  }

  /** Requests a change; the parameters are those of {@link Request}. */
  <T> CompletionStage<T> change(int weight, int size, Change<T> change) {
    return submit(
        new Request<>(
            List.of(), weight, size, change, new CompletableFuture<>(), System.nanoTime()));
  }

  private <T> CompletionStage<T> submit(Request<T> request) {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(
            Problem.unavailable("The server is shutting down; try again in a moment."));
      }
      if (waiting.size() >= WAITING_REQUESTS || waitingSize + request.size > WAITING_SIZE) {
        return CompletableFuture.failedFuture(
            Problem.unavailable(
                "Too many requests are waiting to be stored; try again in a moment."));
      }
      waiting.add(request);
      waitingSize += request.size;
      changed.signal();
    } finally {
      lock.unlock();
    }
    return request.answer;
  }

  @Override
  public void run() {
    while (awaitRequest()) {
      commit(new ArrayList<>());
    }
  }

  /** Waits for a request; false when this is closed and everything that was accepted is done. */
  private boolean awaitRequest() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Moves the requests that wait into {@code group}, as far as its bounds allow. */
  private void take(List<Request<?>> group) {
    lock.lock();
    try {
      int weight = 0;
      long size = 0;
      do {
        Request<?> request = waiting.remove();
        group.add(request);
        weight += request.weight;
        size += request.size;
        waitingSize -= request.size;
      } while (!waiting.isEmpty()
          && weight + waiting.element().weight <= GROUP_WEIGHT
          && size + waiting.element().size <= GROUP_SIZE);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param group the requests to commit; empty: those that wait when the turn of the transaction
   *     has come
   */
  private void commit(List<Request<?>> group) {
    Committed committed;
    try {
      committed = commitTogether(group);
    } catch (SQLException | RuntimeException | Error e) {
      boolean begun = !group.isEmpty();
      if (!begun) {
        take(group); // it failed before its turn had come
      }
      if (group.size() > 1 && !connectionLost(e)) {
        // One request may be the cause; the others must not fail because of it.
        group.forEach(request -> commit(List.of(request)));
        return;
      }
      logFailure(group.size(), !begun || connectionLost(e), e);
      Problem problem = problem(e);
      CommitMetrics.FAILURES.add(group.size());
      group.forEach(request -> request.answer.completeExceptionally(problem));
      return;
    }
    if (lost) {
      lost = false;
      logger.log(Level.INFO, "found the database again: requests are committed");
    }
    Tracing tracing = Tracing.current();
    long ended = tracing.now();
    CommitMetrics.MESSAGES.add(committed.messages.size());
    CommitMetrics.GROUPS.observe(group.size());
    group.forEach(request -> CommitMetrics.SECONDS.observeSince(request.came));
    if (!committed.messages.isEmpty()) {
      onCommit.accept(committed.messages);
    }
    committed.answers.forEach(Runnable::run);
    tracing.committed(committed.messages, committed.began, ended); // last: nobody waits for it
  }

  /** Logs a failure; while the database is lost, only the first one. */
  private void logFailure(int requests, boolean loses, Throwable failure) {
    if (!loses) {
      logger.log(
          Level.ERROR,
          "could not commit " + requests + " requests; their callers are told to retry",
          failure);
    } else if (!lost) {
      lost = true;
      logger.log(
          Level.ERROR,
          "lost the database: nothing can be committed until it is back; callers are told to retry",
          failure);
    }
  }

  private static Problem problem(Throwable failure) {
    return Problem.unavailable(
        failure instanceof UnknownOutcome
            ? "The database connection broke during the commit, so it is unknown whether the"
                + " request was stored. Repeat it with the same id in a moment."
            : "The server could not commit the request; nothing was stored. Try again in a"
                + " moment.");
  }

  /**
   * Signals that the connection broke during COMMIT: the database may or may not have committed.
   */
  private static final class UnknownOutcome extends SQLException {
    private static final long serialVersionUID = 1L;

    UnknownOutcome(SQLException cause) {
      super("the connection broke during the commit", cause.getSQLState(), cause);
    }
  }

  /**
   * @param began when the group was complete, as {@link Tracing#now}
   */
  private record Committed(List<Message> messages, List<Runnable> answers, long began) {}

  private Committed commitTogether(List<Request<?>> group) throws SQLException {
    try (Connection connection = database.begin()) {
      try {
        Committed committed = doIn(connection, group);
        commit(connection);
        return committed;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw connectionLost(e) ? new UnknownOutcome(e) : e;
    }
  }

  private static void rollBack(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private Committed doIn(Connection connection, List<Request<?>> group) throws SQLException {
    try (GroupTransaction transaction = new GroupTransaction(connection, clock, projections)) {
      if (group.isEmpty()) {
        // Only now: while other nodes commit, more requests come, and they join this group.
        take(group);
      }
      long began = Tracing.current().now();
      List<Draft> drafts = new ArrayList<>();
      group.forEach(request -> drafts.addAll(request.drafts));
      transaction.lookUp(drafts);
      List<Runnable> answers = new ArrayList<>(group.size());
      for (Request<?> request : group) {
        answers.add(request.in(transaction));
      }
      return new Committed(transaction.store(), answers, began);
    }
  }

  /**
   * Whether the connection failed, and not a request: SQLState class 08, or a pool that has no
   * connection to give.
   */
  private static boolean connectionLost(Throwable e) {
    if (!(e instanceof SQLException sql)) {
      return false;
    }
    return sql instanceof SQLTransientConnectionException
        || (sql.getSQLState() != null && sql.getSQLState().startsWith("08"));
  }

  /** Accepts no more requests; those that it accepted are still committed. */
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
