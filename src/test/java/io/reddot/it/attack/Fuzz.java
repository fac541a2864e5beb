package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs one kind of nonsense by the thousand, on several connections at a time. {@code
 * -Dreddot.fuzz.requests} says how many, {@code -Dreddot.fuzz.seed} which; a failure says the seed,
 * and under which number of it the same can be had again.
 */
public final class Fuzz {
  public static final int REQUESTS = Integer.getInteger("reddot.fuzz.requests", 10_000);
  private static final long SEED = Long.getLong("reddot.fuzz.seed", 20261125);
  private static final int AT_ONCE = 8;

  /** One try, which is the same for the same random numbers. */
  public interface Try {
    void run(Random random) throws Exception;
  }

  private Fuzz() {}

  /**
   * @param tries how many; each has a seed of its own
   */
  public static void run(int tries, Try one) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      AtomicBoolean failed = new AtomicBoolean();
      List<Future<?>> running = new ArrayList<>();
      for (int worker = 0; worker < AT_ONCE; worker++) {
        int first = worker;
        running.add(
            threads.submit(
                () -> {
                  for (int i = first; i < tries && !failed.get(); i += AT_ONCE) {
                    runOne(i, one, failed);
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      // A test that comes next shall not have to answer for what is left of this one.
      threads.shutdown();
      assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES), "the fuzzer does not end");
    }
  }

  private static void runOne(int number, Try one, AtomicBoolean failed) {
    try {
      one.run(new Random(SEED * 1_000_003 + number));
    } catch (Exception | AssertionError e) {
      failed.set(true);
      throw new AssertionError("seed " + SEED + ", number " + number, e);
    }
  }
}
