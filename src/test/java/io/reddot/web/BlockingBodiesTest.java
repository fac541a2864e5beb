package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.fixture.Await;
import io.reddot.message.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingBodiesTest {
  private static final long LATER = System.nanoTime() + TimeUnit.HOURS.toNanos(1);

  private final MemoryBudget memory =
      new MemoryBudget("bodies", new MemoryBudget.Bounds(1_000, 0, 1_000));
  private final BlockingBodies bodies = new BlockingBodies(4);

  @AfterEach
  void holdsNothing() {
    assertEquals(0, memory.held());
    assertEquals(0, memory.owners());
  }

  private byte[] read(String user, InputStream in, long length) {
    return bodies.read(in, user, memory.of(user, ""), length, 10, LATER);
  }

  private byte[] read(String user, String body) {
    return read(user, new ByteArrayInputStream(body.getBytes()), body.length());
  }

  /** A body that comes when it is told to; as sockets do, it breaks off when interrupted. */
  private static final class Late extends InputStream {
    final CountDownLatch come = new CountDownLatch(1);
    private boolean read;

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (read) {
        return -1;
      }
      await();
      read = true;
      to[offset] = 'x';
      return 1;
    }

    private void await() throws IOException {
      try {
        come.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // as channels leave it
        throw new InterruptedIOException();
      }
    }

    @Override
    public int read() {
      throw new AssertionError();
    }
  }

  /** What became of a body that is read by a thread of its own. */
  private final class Reading {
    final Late body = new Late();
    final CompletableFuture<Integer> status = new CompletableFuture<>();
    volatile boolean interrupted;

    /** It is awaited when this returns, one of so many, and instead of those. */
    Reading(String user, int awaited, Reading... instead) throws Exception {
      new Thread(
              () -> {
                int became = 200;
                try {
                  read(user, body, 1);
                } catch (Problem refused) {
                  became = refused.status();
                }
                interrupted = Thread.currentThread().isInterrupted();
                status.complete(became);
              })
          .start();
      for (Reading given : instead) {
        given.status();
      }
      Await.until("awaited", () -> bodies.awaited() == awaited);
    }

    int status() throws Exception {
      return status.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void readsWhatComes() {
    assertArrayEquals("body".getBytes(), read("alice", "body"));
    assertArrayEquals(
        "body".getBytes(), read("alice", new ByteArrayInputStream("body".getBytes()), -1));
  }

  @Test
  void givesUpTheUsersOwnLongestForItsNext() throws Exception {
    Reading others = new Reading("bob", 1);
    Reading first = new Reading("alice", 2);
    Reading second = new Reading("alice", 3);
    Reading third = new Reading("alice", 3, first);
    assertEquals(408, first.status());
    assertFalse(first.interrupted, "the container's thread goes on as it came");
    for (Reading reading : List.of(others, second, third)) {
      reading.body.come.countDown();
      assertEquals(200, reading.status());
    }
    assertEquals(0, bodies.awaited());
  }

  @Test
  void givesUpTheLongestOfAllForAnotherUsersNext() throws Exception {
    Reading first = new Reading("alice", 1);
    List<Reading> more =
        List.of(
            new Reading("bob", 2),
            new Reading("carol", 3),
            new Reading("dave", 4),
            new Reading("eve", 4, first));
    assertEquals(408, first.status());
    for (Reading reading : more) {
      reading.body.come.countDown();
      assertEquals(200, reading.status());
    }
    assertEquals(0, bodies.awaited());
  }

  @Test
  void saysWhatIsWrong() {
    assertEquals(413, refused(() -> read("alice", "far too large")));
    assertEquals(400, refused(() -> read("alice", new ByteArrayInputStream(new byte[3]), 4)));
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    assertEquals(400, refused(() -> read("alice", broken, 4)));
  }

  @Test
  void givesUpWhatIsLate() throws Exception {
    Reading late = new Reading("alice", 1);
    bodies.tick(LATER - 1);
    assertEquals(1, bodies.awaited());
    bodies.tick(LATER);
    assertEquals(408, late.status());
    assertFalse(late.interrupted);
    assertEquals(0, bodies.awaited());
  }

  private static int refused(Runnable read) {
    return assertThrows(Problem.class, read::run).status();
  }
}
