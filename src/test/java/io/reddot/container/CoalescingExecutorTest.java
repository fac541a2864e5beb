package io.reddot.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoalescingExecutorTest {
  private final Queue<Runnable> thread = new ArrayDeque<>();
  private final List<Integer> ran = new ArrayList<>();

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @Test
  void handsABurstOverAsOneTask() {
    CoalescingExecutor executor = new CoalescingExecutor(thread::add);
    upTo(10).forEach(task -> executor.execute(() -> ran.add(task)));
    assertEquals(1, thread.size());
    thread.remove().run();
    assertEquals(upTo(10), ran);
    executor.execute(() -> ran.add(10));
    thread.remove().run();
    assertEquals(upTo(11), ran);
  }

  @Test
  void letsTheThreadDoOtherWorkInALongBurst() {
    CoalescingExecutor executor = new CoalescingExecutor(thread::add);
    int tasks = CoalescingExecutor.AT_ONCE + 1;
    upTo(tasks).forEach(task -> executor.execute(() -> ran.add(task)));
    thread.remove().run();
    assertEquals(CoalescingExecutor.AT_ONCE, ran.size());
    thread.remove().run();
    assertEquals(upTo(tasks), ran);
    assertEquals(0, thread.size());
  }

  @Test
  void runsWhatATaskAddsInTheSameRun() {
    CoalescingExecutor executor = new CoalescingExecutor(thread::add);
    executor.execute(() -> executor.execute(() -> ran.add(0)));
    thread.remove().run();
    assertEquals(upTo(1), ran);
    assertEquals(0, thread.size());
  }

  @Test
  void runsTasksOnTheCallingThreadOnceTheOtherHasEnded() {
    CoalescingExecutor executor =
        new CoalescingExecutor(
            task -> {
              throw new RejectedExecutionException();
            });
    upTo(3).forEach(task -> executor.execute(() -> ran.add(task)));
    assertEquals(upTo(3), ran);
  }

  @Test
  void losesNoTaskOfManyThreads() throws Exception {
    int threads = 4;
    int each = 20_000;
    AtomicInteger count = new AtomicInteger();
    CountDownLatch missing = new CountDownLatch(threads * each);
    ExecutorService one = Executors.newSingleThreadExecutor();
    CoalescingExecutor executor = new CoalescingExecutor(one);
    List<Thread> callers =
        IntStream.range(0, threads)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          for (int j = 0; j < each; j++) {
                            executor.execute(
                                () -> {
                                  count.setPlain(count.getPlain() + 1); // one task at a time
                                  missing.countDown();
                                });
                          }
                        }))
            .toList();
    callers.forEach(Thread::start);
    missing.await(30, TimeUnit.SECONDS);
    one.shutdown();
    assertEquals(threads * each, count.get());
  }
}
