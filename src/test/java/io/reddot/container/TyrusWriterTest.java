package io.reddot.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.util.List;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.junit.jupiter.api.Test;

class TyrusWriterTest {
  private final TyrusRemote.Taken taken = new TyrusRemote.Taken();
  private final TyrusRemote.Async remote = new TyrusRemote.Async(taken);
  private final TyrusWriter writer = TyrusWriter.under(remote);

  @Test
  void findsTheWriter() {
    assertNotNull(writer);
  }

  private static final class Told implements Completion {
    int done;
    int failed;

    @Override
    public void done() {
      done++;
    }

    @Override
    public void failed(Throwable cause) {
      failed++;
    }
  }

  @Test
  void writesNothingBehindTheEnd() {
    Told told = new Told();
    writer.write(Frame.ping(), told);
    writer.end();
    writer.write(Frame.ping(), told);
    assertFalse(writer.writeLast(Frame.ping()));
    assertEquals(List.of(ByteBuffer.wrap(new byte[] {(byte) 0x89, 0})), taken.frames);
    assertEquals(List.of(1, 1), List.of(told.done, told.failed));
  }

  @Test
  void writesNothingBehindTheLastFrame() {
    byte[] last = Frame.close(new CloseReason(CloseCodes.GOING_AWAY, "so"));
    assertTrue(writer.writeLast(last));
    assertFalse(writer.writeLast(last));
    writer.write(Frame.ping(), new Told());
    byte[] frame = {(byte) 0x88, 4, 0x03, (byte) 0xe9, 's', 'o'};
    assertEquals(List.of(ByteBuffer.wrap(frame)), taken.frames);
  }

  private static final class Completed extends CompletionHandler<ByteBuffer> {
    int times;

    @Override
    public void completed(ByteBuffer frame) {
      times++;
    }
  }

  @Test
  void letsTyrusAnswerTheClientsGoodbye() throws Exception {
    ByteBuffer answer = ByteBuffer.wrap(new byte[] {(byte) 0x88, 0});
    Completed told = new Completed();
    writer.end();
    assertFalse(writer.writeLast(Frame.ping()));
    remote.ofTyrus().write(answer, told);
    remote.ofTyrus().close();
    assertEquals(List.of(answer), taken.frames);
    assertEquals(List.of(1, 1), List.of(told.times, taken.closed));
  }

  @Test
  void writesNothingBehindTheEndThatTyrusMakesByItself() throws Exception {
    ByteBuffer pong = ByteBuffer.wrap(new byte[] {(byte) 0x8a, 0});
    ByteBuffer close = ByteBuffer.wrap(new byte[] {(byte) 0x88, 0});
    remote.ofTyrus().write(pong, new Completed());
    remote.ofTyrus().write(close, new Completed());
    writer.write(Frame.ping(), new Told());
    assertFalse(writer.writeLast(Frame.ping()));
    assertEquals(List.of(pong, close), taken.frames);
  }

  @Test
  void letsTyrusSayNothingBehindOurGoodbye() throws Exception {
    byte[] last = Frame.close(new CloseReason(CloseCodes.GOING_AWAY, ""));
    Completed told = new Completed();
    writer.writeLast(last);
    remote.ofTyrus().write(ByteBuffer.wrap(new byte[] {(byte) 0x88, 0}), told);
    remote.ofTyrus().close();
    assertEquals(List.of(ByteBuffer.wrap(last)), taken.frames);
    assertEquals(List.of(1, 1), List.of(told.times, taken.closed));
  }

  @Test
  void holdsFewPongsForOneThatDoesNotRead() throws Exception {
    ByteBuffer pong = ByteBuffer.wrap(new byte[] {(byte) 0x8a, 0});
    ByteBuffer close = ByteBuffer.wrap(new byte[] {(byte) 0x88, 0});
    Completed told = new Completed();
    taken.slow = true;
    for (int i = 0; i < 1_000; i++) {
      remote.ofTyrus().write(pong, told);
    }
    assertEquals(64, taken.frames.size());
    assertEquals(1_000 - 64, told.times);
    taken.untold.remove(0).run();
    remote.ofTyrus().write(pong, told);
    remote.ofTyrus().write(pong, told);
    assertEquals(65, taken.frames.size());
    remote.ofTyrus().write(close, told);
    assertEquals(close, taken.frames.get(65));
  }

  @Test
  void doesWithoutWhereTyrusIsAnother() {
    assertNull(TyrusWriter.under("no such field"));
    assertNull(TyrusWriter.under(new TyrusRemote.Async("no writer")));
    assertNull(TyrusWriter.under(new TyrusRemote.Async(null)));
  }
}
