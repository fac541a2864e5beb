package io.reddot.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.internal.PlatformDependent;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  private final List<String> done = new ArrayList<>();

  /** Netty throws checked exceptions past the compiler; a connection must not be stuck by one. */
  @Test
  void goesOnBehindATaskThatFailsByWhatItDoesNotDeclare() {
    SerialExecutor executor = new SerialExecutor(Runnable::run);
    executor.execute(() -> PlatformDependent.throwException(new ClosedChannelException()));
    executor.execute(() -> done.add("next"));
    assertEquals(List.of("next"), done);
  }

  @Test
  void givesItsThreadToOthersThoughItsTasksDoNotEnd() {
    Queue<Runnable> pool = new ArrayDeque<>();
    SerialExecutor busy = new SerialExecutor(pool::add);
    SerialExecutor other = new SerialExecutor(pool::add);
    busy.execute(() -> again(busy));
    other.execute(() -> done.add("other"));
    pool.remove().run();
    pool.remove().run();
    assertEquals(List.of("other"), done);
    assertEquals(1, pool.size());
  }

  private static void again(SerialExecutor executor) {
    executor.execute(() -> again(executor));
  }
}
