package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.container.Pipelined;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class NonBlockingOutputTest {
  /** A container's: takes as much as it has room for, and must not be written to without. */
  private static final class Container extends ServletOutputStream {
    final List<Integer> taken = new ArrayList<>();
    int room;
    boolean broken;
    boolean asked;

    @Override
    public boolean isReady() {
      assertFalse(asked, "asked again before it called back");
      asked = room == 0;
      return room > 0;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int b) throws IOException {
      assertTrue(room > 0, "written to without being ready");
      if (broken) {
        throw new IOException("gone");
      }
      room--;
      taken.add(b);
    }

    void roomFor(int more, NonBlockingOutput output) {
      room = more;
      asked = false;
      output.onWritePossible();
    }
  }

  private final Container container = new Container();
  private final Queue<Integer> waiting = new ArrayDeque<>();
  private boolean ending;
  private int left;
  private int hungUp;

  private final NonBlockingOutput output =
      new NonBlockingOutput(
          container,
          new NonBlockingOutput.Source() {
            @Override
            public boolean step(ServletOutputStream out) throws IOException {
              Integer next = waiting.poll();
              if (next != null) {
                out.write(next);
              }
              return next != null;
            }

            @Override
            public boolean isDone() {
              return ending && waiting.isEmpty();
            }

            @Override
            public void left() {
              left++;
            }
          },
          () -> hungUp++);

  private void say(int... numbers) {
    for (int number : numbers) {
      waiting.add(number);
    }
    output.work();
  }

  @Test
  void writesNothingUntilTheContainerCalls() {
    say(1, 2);
    assertTrue(output.isStuck());
    assertEquals(List.of(), container.taken);
    container.roomFor(9, output);
    assertEquals(List.of(1, 2), container.taken);
  }

  @Test
  void goesOnWhenThereIsRoomAgain() {
    container.roomFor(1, output);
    say(1, 2, 3);
    assertEquals(List.of(1), container.taken);
    say(4);
    container.roomFor(9, output);
    assertEquals(List.of(1, 2, 3, 4), container.taken);
  }

  @Test
  void isGivenBackOnceWhenAllIsSaid() {
    container.roomFor(2, output);
    ending = true;
    say(1, 2);
    output.work();
    output.hangUp();
    assertEquals(List.of(1, 2), container.taken);
    assertEquals(List.of(1, 0), List.of(hungUp, left));
  }

  @Test
  void writesNothingAnyMoreOnceTheClientHasLeft() {
    container.broken = true;
    container.roomFor(9, output);
    say(1);
    say(2);
    assertEquals(List.of(), container.taken);
    assertEquals(List.of(1, 1), List.of(hungUp, left));
  }

  @Test
  void doesNotGiveBackWhatTheContainerHasEnded() {
    output.ended();
    container.roomFor(9, output);
    say(1);
    assertEquals(List.of(), container.taken);
    assertEquals(List.of(0, 1), List.of(hungUp, left));
  }

  /** Payara takes the next request on the thread that completes the one before. */
  @Test
  void saysWhereTheNextRequestMustNotBeServed() {
    List<Boolean> here = new ArrayList<>();
    NonBlockingOutput outer =
        new NonBlockingOutput(
            container,
            new Silent(),
            () -> {
              output.hangUp();
              here.add(Pipelined.isHere());
            });
    outer.hangUp();
    here.add(Pipelined.isHere());
    assertEquals(List.of(true, false), here);
  }

  private static final class Silent implements NonBlockingOutput.Source {
    @Override
    public boolean step(ServletOutputStream out) {
      return false;
    }

    @Override
    public boolean isDone() {
      return false;
    }

    @Override
    public void left() {}
  }
}
