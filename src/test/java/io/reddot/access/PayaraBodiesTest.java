package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.message.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PayaraBodiesTest {
  private static final long LATER = System.nanoTime() + TimeUnit.HOURS.toNanos(1);

  private final BodyMemory memory = new BodyMemory(1_000, 1_000);
  private final PayaraBodies bodies = new PayaraBodies(4);

  @AfterEach
  void holdsNothing() {
    assertEquals(0, memory.held());
    assertEquals(0, memory.users());
  }

  private byte[] read(String user, InputStream in, long length) {
    return bodies.read(in, user, memory.of(user), length, 10, LATER);
  }

  private byte[] read(String user, String body) {
    return read(user, new ByteArrayInputStream(body.getBytes()), body.length());
  }

  /** A body during which something else happens. */
  private static InputStream during(Runnable other) {
    return new ByteArrayInputStream(new byte[] {1, 2, 3}) {
      @Override
      public int read(byte[] to) throws IOException {
        if (available() > 0) {
          other.run();
        }
        return super.read(to);
      }
    };
  }

  /** So many at once, each begun while the one before is awaited; what became of the innermost. */
  private int innermost(List<String> users) {
    List<Integer> statuses = new ArrayList<>();
    nest(users, statuses);
    return statuses.get(0);
  }

  private void nest(List<String> users, List<Integer> statuses) {
    if (users.isEmpty()) {
      return;
    }
    try {
      read(users.get(0), during(() -> nest(users.subList(1, users.size()), statuses)), 3);
      statuses.add(200);
    } catch (Problem refused) {
      statuses.add(refused.status());
    }
  }

  @Test
  void readsWhatComes() {
    assertArrayEquals("body".getBytes(), read("alice", "body"));
    assertArrayEquals(
        "body".getBytes(), read("alice", new ByteArrayInputStream("body".getBytes()), -1));
  }

  @Test
  void awaitsOnlySoManyOfAllAndHalfAsManyOfOneUser() {
    assertEquals(200, innermost(List.of("alice", "alice")));
    assertEquals(429, innermost(List.of("alice", "alice", "alice")));
    assertEquals(200, innermost(List.of("alice", "alice", "bob", "bob")));
    assertEquals(503, innermost(List.of("alice", "alice", "bob", "bob", "carol")));
    assertEquals(200, innermost(List.of("carol")), "the refused count no longer");
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
    long past = System.nanoTime() - 1;
    for (InputStream late : List.of(during(() -> {}), broken)) {
      assertEquals(408, refused(() -> bodies.read(late, "alice", memory.of("alice"), 3, 10, past)));
    }
  }

  private static int refused(Runnable read) {
    return assertThrows(Problem.class, read::run).status();
  }
}
