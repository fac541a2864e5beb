package io.reddot.transport.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.internal.PlatformDependent;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
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
}
