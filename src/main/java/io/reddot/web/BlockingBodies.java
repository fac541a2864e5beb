package io.reddot.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.Problem;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads bodies with the container's threads, where {@link
 * io.reddot.container.Server#readsWithListeners} says that there is no other way. Only a bounded
 * number of threads wait, at most half of them for one user. Beyond that, each new body displaces
 * the one that was awaited longest, so a client that sends slowly on many connections delays no
 * other client. Thread-safe.
 */
final class BlockingBodies implements Deadlines.Deadline {
  private static final int CHUNK = 8 << 10;

  /** A body that a thread waits for. Its flag is guarded by {@code lock}. */
  private static final class Awaited {
    final String user;
    final long deadline;
    final Thread thread = Thread.currentThread();
    boolean givenUp;

    Awaited(String user, long deadline) {
      this.user = user;
      this.deadline = deadline;
    }
  }

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order in which they began. */
  @GuardedBy("lock")
  private final Set<Awaited> all = new LinkedHashSet<>();

  /**
   * @param most the maximum number of bodies that are awaited at once, at least two; 0 is unlimited
   */
  BlockingBodies(int most) {
    this.most = most == 0 ? 0 : Math.max(2, most);
  }

  /**
   * Reads a body whole.
   *
   * @param share counts its bytes
   * @param length its announced length in bytes; negative if none was announced
   * @param maximum the maximum length in bytes
   * @param deadline a value of {@link System#nanoTime}
   * @throws Problem (413) if it is too large, (408) if it arrives too slowly, (400) if it breaks
   *     off; (429) and (503) as {@code share} says
   */
  byte[] read(
      InputStream in,
      String user,
      MemoryBudget.Share share,
      long length,
      int maximum,
      long deadline) {
    Awaited body = begin(user, deadline);
    try {
      return read(in, share, length, maximum);
    } catch (IOException e) {
      throw end(body) ? Body.tooSlow() : Body.brokeOff();
    } finally {
      share.release();
      end(body);
    }
  }

  private Awaited begin(String user, long deadline) {
    Awaited body = new Awaited(user, deadline);
    lock.lock();
    try {
      if (most > 0) {
        makeRoom(user);
      }
      all.add(body);
    } finally {
      lock.unlock();
    }
    return body;
  }

  @GuardedBy("lock")
  private void makeRoom(String user) {
    List<Awaited> ofUser = all.stream().filter(body -> body.user.equals(user)).toList();
    if (ofUser.size() >= most / 2) {
      giveUp(ofUser.get(0));
    } else if (all.size() >= most) {
      giveUp(all.iterator().next());
    }
  }

  /** Gives up bodies that are past their deadline. */
  @Override
  public void tick(long now) {
    lock.lock();
    try {
      for (Awaited body : List.copyOf(all)) {
        if (now - body.deadline >= 0) {
          giveUp(body);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void giveUp(Awaited body) {
    body.givenUp = true;
    // the thread is reading, and then calls end(), which waits for this lock
    body.thread.interrupt();
    all.remove(body);
  }

  /** Returns whether it was given up. Its thread is not interrupted after this. */
  private boolean end(Awaited body) {
    lock.lock();
    try {
      all.remove(body);
      if (body.givenUp) {
        boolean unused = Thread.interrupted(); // it was meant for the read only
      }
      return body.givenUp;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of bodies that are awaited. */
  int awaited() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  private static byte[] read(InputStream in, MemoryBudget.Share share, long length, int maximum)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      body.write(chunk, 0, read);
      if (body.size() > maximum) {
        throw Body.tooLarge(maximum);
      }
      share.hold(read);
    }
    if (body.size() < length) {
      throw new EOFException();
    }
    return body.toByteArray();
  }
}
