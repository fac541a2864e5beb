package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.session.RecordingOutlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest extends HubFixture {
  private static final Duration SPREAD = Duration.ofSeconds(5);
  private static final String CLOSED = "(closed: going down)";

  private final List<Runnable> tasks = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final List<RecordingOutlet> outlets = new ArrayList<>();

  private Drain drain(Optional<Path> file) {
    return new Drain(
        registry,
        (task, delay) -> {
          tasks.add(task);
          delays.add(delay);
        },
        file,
        SPREAD);
  }

  private void joinFour() {
    for (int i = 0; i < 4; i++) {
      RecordingOutlet one = new RecordingOutlet();
      outlets.add(one);
      registry.join(readRequest(StartAfter.LATEST, "a"), "test", one);
      one.saw("hello");
    }
  }

  @Test
  void endsTheSessionsOneAfterAnotherAndDeliversUntilThen() throws Exception {
    joinFour();
    Drain drain = drain(Optional.empty());
    drain.begin(Duration.ofSeconds(8), "test");
    assertEquals(new Drain.State(true, 4), drain.state());
    assertEquals(
        List.of(0L, 2L, 4L, 6L), delays.stream().map(Duration::toSeconds).toList(), "evenly");
    publish("a", "1");
    pump();
    tasks.get(0).run();
    publish("a", "2");
    pump();
    tasks.forEach(Runnable::run);
    assertEquals(new Drain.State(true, 0), drain.state());
    List<List<String>> seen = outlets.stream().map(RecordingOutlet::seen).toList();
    assertEquals(1, seen.stream().filter(List.of("1", "goodbye", CLOSED)::equals).count());
    assertEquals(3, seen.stream().filter(List.of("1", "2", "goodbye", CLOSED)::equals).count());
  }

  @Test
  void rejectsNewSessionsAndReads() {
    drain(Optional.empty()).begin(SPREAD, "test");
    assertEquals(503, assertThrows(Problem.class, () -> join(StartAfter.LATEST, "a")).status());
    assertEquals(
        503, assertThrows(Problem.class, () -> read(StartAfter.EARLIEST, 9, "a")).status());
  }

  @Test
  void beginsOnce() {
    joinFour();
    Drain drain = drain(Optional.empty());
    drain.begin(SPREAD, "test");
    drain.begin(Duration.ZERO, "again");
    assertEquals(4, tasks.size());
    tasks.forEach(Runnable::run);
    outlets.forEach(one -> one.saw("goodbye", CLOSED));
  }

  @Test
  void beginsWhenTheFileExists(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("drain");
    Drain drain = drain(Optional.of(file));
    drain.beat();
    assertFalse(drain.state().draining());
    Files.createFile(file);
    drain.beat();
    assertTrue(drain.state().draining());
  }
}
