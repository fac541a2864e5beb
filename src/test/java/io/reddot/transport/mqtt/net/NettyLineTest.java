package io.reddot.transport.mqtt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.mqtt.session.BufferedInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a client is read from, and how its connection is closed. */
class NettyLineTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final NettyLine line =
      new NettyLine(channel, false, BufferedInputs.unbounded(), opened -> null);
  private final List<String> written = new ArrayList<>();

  NettyLineTest() {
    channel.pipeline().addLast(line);
  }

  private void clientTakes(boolean takes) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, takes);
    channel.runPendingTasks();
  }

  private boolean reads() {
    return channel.config().isAutoRead();
  }

  @Test
  void isNotReadWhileItDoesNotTakeTheAnswers() {
    assertTrue(reads());
    clientTakes(false);
    assertFalse(reads());
    clientTakes(true);
    assertTrue(reads());
  }

  /** Either condition pauses reading. */
  @Test
  void isNotReadOnWhileMoreWaitsToBeStored() {
    line.reading(false);
    clientTakes(false);
    clientTakes(true);
    assertFalse(reads());
    line.reading(true);
    assertTrue(reads());
    clientTakes(false);
    line.reading(false);
    line.reading(true);
    assertFalse(reads());
    clientTakes(true);
    assertTrue(reads());
  }

  @Test
  void saysNothingMoreOnceItHangsUp() {
    line.close();
    ByteBuf late = Unpooled.wrappedBuffer(new byte[1]);
    line.send(
        late,
        new Written() {
          @Override
          public void done() {
            written.add("done");
          }

          @Override
          public void progressed() {
            written.add("progressed");
          }

          @Override
          public void failed(Throwable cause) {
            written.add("failed");
          }
        });
    assertEquals(List.of("failed"), written);
    assertEquals(0, late.refCnt());
    assertTrue(
        channel.outboundMessages().stream().noneMatch(ByteBuf.class::isInstance)
            || ((ByteBuf) channel.readOutbound()).readableBytes() == 0);
  }

  /** A client that does not read the last packets, or does not close, loses its connection. */
  @Test
  void closesInTheEnd() {
    line.close();
    channel.runPendingTasks();
    ByteBuf said = Unpooled.wrappedBuffer(new byte[1]);
    channel.writeInbound(said);
    assertEquals(0, said.refCnt());
    assertTrue(channel.isOpen());
    channel.advanceTimeBy(5, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(channel.isOpen());
  }
}
