package io.reddot.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.LoggedEvent;
import io.reddot.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed messages at the log's end in batches, in order, each exactly once.
 *
 * <p>Messages that this node commits are cached, so that fan-out needs no read of the database. The
 * cache is bounded. Messages that it lacks, because another node committed them or the reader fell
 * behind, are read from the log; positions without gaps show which those are. The higher the load,
 * the larger the batches.
 *
 * <p>Thread-safe; only one thread may call {@link #next()}.
 */
public final class Tail implements AutoCloseable {
  public static final int BATCH = 1_000;

  /**
   * A batch ends at this size, in characters. It is less than any outbox holds, so that no single
   * batch overflows one.
   */
  private static final int BATCH_SIZE = 128 << 10;

  private static final int REMEMBERED = 10_000;
  private static final int REMEMBERED_SIZE = 16 << 20;

  private final MessageLog log;
  private final Runnable onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  /** A cache of the log's end, with consecutive positions. */
  @GuardedBy("lock")
  private final ArrayDeque<Message> recent = new ArrayDeque<>();

  @GuardedBy("lock")
  private int recentSize;

  /** The last position that is known to be committed. */
  @GuardedBy("lock")
  private long head;

  /** The last position handed out. */
  @GuardedBy("lock")
  private long handedOut;

  /** The number of commits since the last batch. */
  @GuardedBy("lock")
  private int commits;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * @param head the position after which it starts
   * @param onClose called when it is closed
   */
  public Tail(MessageLog log, long head, Runnable onClose) {
    this.log = log;
    this.head = head;
    this.handedOut = head;
    this.onClose = onClose;
  }

  /**
   * Returns the position up to which everything was returned by {@link #next()} or was committed
   * before the tail was opened.
   */
  public long position() {
    lock.lock();
    try {
      return handedOut;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a commit.
   *
   * @return the messages committed after the last batch; null once the tail is closed
   */
  public @Nullable Batch next() throws InterruptedException {
    long after;
    long upTo;
    int merged;
    List<Message> remembered;
    lock.lock();
    try {
      while (!closed && head == handedOut) {
        moved.await();
      }
      if (closed) {
        return null;
      }
      merged = commits;
      commits = 0;
      remembered = takeRemembered();
      after = handedOut;
      Message first = recent.peekFirst();
      upTo = first == null ? head : first.position() - 1;
    } finally {
      lock.unlock();
    }
    if (!remembered.isEmpty()) {
      int size = remembered.stream().mapToInt(Message::size).sum();
      boolean full = remembered.size() == BATCH || size >= BATCH_SIZE;
      return Batch.of(remembered, after, full, merged);
    }
    MessageLog.Page page = log.readAll(after, upTo, BATCH);
    lock.lock();
    try {
      handedOut = page.through();
    } finally {
      lock.unlock();
    }
    return Batch.of(page.messages(), page.through(), page.through() < upTo, merged);
  }

  /** Returns the next messages from the cache; empty if it lacks the next one. */
  @GuardedBy("lock")
  private List<Message> takeRemembered() {
    while (!recent.isEmpty() && recent.getFirst().position() <= handedOut) {
      forgetFirst();
    }
    if (recent.isEmpty() || recent.getFirst().position() != handedOut + 1) {
      return List.of();
    }
    List<Message> messages = new ArrayList<>(Math.min(recent.size(), BATCH));
    int size = 0;
    do {
      Message message = forgetFirst();
      messages.add(message);
      size += message.size();
    } while (!recent.isEmpty() && messages.size() < BATCH && size < BATCH_SIZE);
    handedOut = messages.get(messages.size() - 1).position();
    return messages;
  }

  @GuardedBy("lock")
  private Message forgetFirst() {
    Message first = recent.removeFirst();
    recentSize -= first.size();
    return first;
  }

  /** Handles a commit of this node. */
  public void committed(List<Message> messages) {
    lock.lock();
    try {
      Message last = recent.peekLast();
      if (last != null && last.position() + 1 != messages.get(0).position()) {
        recent.clear(); // another node committed in between: its messages are read from the log
        recentSize = 0;
      }
      for (Message message : messages) {
        recent.addLast(message);
        recentSize += message.size();
      }
      while (recent.size() > REMEMBERED || recentSize > REMEMBERED_SIZE) {
        forgetFirst();
      }
      advance(messages.get(messages.size() - 1).position());
    } finally {
      lock.unlock();
    }
  }

  /** Handles a commit of any node that reaches {@code position}. */
  public void advance(long position) {
    lock.lock();
    try {
      if (position > head) {
        head = position;
        commits++;
        moved.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      recent.clear();
      recentSize = 0;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.run();
  }

  /**
   * Consecutive messages of the log.
   *
   * @param messages all committed messages of this step that have not expired since
   * @param events the system events among them, decoded here once for all that follow the log
   * @param through the position that the batch reaches
   * @param full whether a bound ended the batch, so that waiting for more would gain nothing
   * @param commits the number of commits since the last batch, as far as this node has heard
   */
  public record Batch(
      List<Message> messages, List<LoggedEvent> events, long through, boolean full, int commits) {
    static Batch of(List<Message> messages, long through, boolean full, int commits) {
      return new Batch(messages, SystemEvents.decodeAll(messages), through, full, commits);
    }
  }
}
