package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.ServletContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How bodies are awaited on Payara: each with one of the container's threads, but with only so many
 * of them, and half as many for one user. Thread-safe.
 *
 * <p>The two ways that need no thread are not safe there (6.2025.10). A {@link
 * jakarta.servlet.ReadListener} is told of the last bytes and of the end on two threads, in any
 * order; one that asks whether there is more, when there is not, has the connection's next request
 * read into this one. And after {@link jakarta.servlet.AsyncContext#dispatch} Payara goes on to
 * write into the request when that has long been answered, and may be somebody else's. Either lost
 * one request in some thousands. Of a body that nobody reads Payara throws away the rest by itself,
 * and without a thread.
 */
final class PayaraBodies {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int CHUNK = 8 << 10;

  private final int most;
  private final AtomicInteger all = new AtomicInteger();

  /** Only users of whom bodies are awaited. */
  private final Map<String, Integer> byUser = new ConcurrentHashMap<>();

  /**
   * @param most how many bodies may be awaited at once; 0: any number
   */
  PayaraBodies(int most) {
    this.most = most == 0 ? Integer.MAX_VALUE : most;
  }

  static boolean areHere(ServletContext context) {
    return context.getServerInfo().contains("Payara");
  }

  /**
   * Reads a body whole.
   *
   * @param share what holds its bytes
   * @param length how long it says it is, in bytes; less than none: it does not say
   * @param maximum how large it may be, in bytes
   * @param deadline as {@link System#nanoTime} says it; looked at whenever bytes have come, and
   *     Payara itself gives up after 30 seconds without any
   * @throws Problem (429) if too many bodies of this user are awaited, (503) if of all users, (413)
   *     if it is too large, (408) if it comes too slowly, (400) if it breaks off
   */
  byte[] read(
      InputStream in,
      String user,
      BodyMemory.Share share,
      long length,
      int maximum,
      long deadline) {
    int now = all.incrementAndGet();
    try {
      if (byUser.merge(user, 1, Integer::sum) > most / 2) {
        throw Problem.tooMany("Too many bodies of this user are awaited at once.", SOON);
      }
      if (now > most) {
        throw Problem.unavailable("Too many bodies are awaited at once.");
      }
      return read(in, share, length, maximum, deadline);
    } finally {
      share.release();
      all.decrementAndGet();
      byUser.computeIfPresent(user, PayaraBodies::oneLess);
    }
  }

  private static @Nullable Integer oneLess(String user, Integer awaited) {
    return awaited == 1 ? null : awaited - 1;
  }

  private static byte[] read(
      InputStream in, BodyMemory.Share share, long length, int maximum, long deadline) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        body.write(chunk, 0, read);
        if (body.size() > maximum) {
          throw Body.tooLarge(maximum);
        }
        share.hold(read);
        if (System.nanoTime() - deadline >= 0) {
          throw Body.tooSlow();
        }
      }
    } catch (IOException e) {
      throw System.nanoTime() - deadline >= 0 ? Body.tooSlow() : Body.brokeOff();
    }
    if (body.size() < length) {
      throw Body.brokeOff();
    }
    return body.toByteArray();
  }
}
