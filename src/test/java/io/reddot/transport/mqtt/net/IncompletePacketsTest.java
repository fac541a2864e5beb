package io.reddot.transport.mqtt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.reddot.fixture.HandClock;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.session.BufferedInput;
import io.reddot.web.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Incomplete packets count against budgets and have a deadline; the test moves the clock. */
class IncompletePacketsTest {
  private static final int PACKET = 100_000;
  private static final int CONNECT = 1_000;
  private static final byte[] HELLO = {
    0x10, 15, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 2, 'i', 'd'
  };

  private final HandClock clock = new HandClock();
  private final MemoryBudget budget =
      new MemoryBudget("packets", new MemoryBudget.Bounds(50_000, 80_000, 200_000));

  private final class Client {
    final BufferedInput input;
    final EmbeddedChannel codec;

    Client(String address) {
      input = new BufferedInput(budget.of("", address), clock, Duration.ofSeconds(30));
      codec = Codec.embedded(PACKET, CONNECT, input);
    }

    Client say(byte... bytes) {
      codec.writeInbound(Unpooled.wrappedBuffer(bytes));
      return this;
    }

    /** Sends this many bytes of a PUBLISH of 70,000 bytes. */
    Client begin(int bytes) {
      byte[] begun = new byte[bytes];
      begun[0] = 0x30;
      begun[1] = (byte) 0xf0;
      begun[2] = (byte) 0xa2;
      begun[3] = 4;
      return say(begun);
    }

    MqttMessage next() {
      return codec.readInbound();
    }

    Client hello() {
      say(HELLO);
      assertEquals(MqttMessageType.CONNECT, next().fixedHeader().messageType());
      return this;
    }
  }

  @Test
  void theFirstPacketIsSmall() {
    Client small = new Client("a").say((byte) 0x10, (byte) 0xe5, (byte) 7);
    assertNull(small.next(), "it may have 1,000 bytes, its header counted");
    Client large = new Client("a").say((byte) 0x10, (byte) 0xe6, (byte) 7);
    assertTrue(large.next().decoderResult().cause() instanceof TooLongFrameException);
    Client later = new Client("a").hello().begin(10);
    assertNull(later.next());
  }

  @Test
  void whatWaitsIsCountedUntilItsPacketIsComplete() {
    Client client = new Client("a").hello();
    assertEquals(0, budget.held());
    client.begin(1_000);
    assertTrue(budget.held() >= 1_000);
    client.say(new byte[30_000]);
    assertTrue(budget.held() >= 31_000);
    client.say(new byte[70_000 - 31_000 + 4 + 1_000]);
    assertTrue(budget.held() < 2_000, "the begun packet behind it: " + budget.held());
    client.codec.finishAndReleaseAll();
    assertEquals(0, budget.held());
  }

  @Test
  void aClientThatHoldsTooMuchIsRefused() {
    List<Client> clients = new ArrayList<>();
    MqttMessage refused = null;
    for (int i = 0; refused == null; i++) {
      assertTrue(i < 100, "never refused");
      Client client = new Client("a").hello();
      clients.add(client);
      refused = client.begin(10_000).next();
    }
    assertEquals(Reason.QUOTA_EXCEEDED, ((Refusal) refused.decoderResult().cause()).reason());
    assertTrue(budget.held() <= 80_000, "held: " + budget.held());
    assertNull(new Client("b").hello().begin(10_000).next(), "another address");
    clients.forEach(client -> client.codec.finishAndReleaseAll());
    assertNull(new Client("a").hello().begin(10_000).next(), "there is room again");
  }

  @Test
  void aUserHoldsNoMoreFromManyAddresses() {
    MqttMessage refused = null;
    for (int i = 0; refused == null; i++) {
      assertTrue(i < 6, "never refused");
      Client client = new Client("a" + i).hello();
      client.input.identify("alice");
      refused = client.begin(10_000).next();
    }
    assertTrue(budget.held() <= 50_000, "held: " + budget.held());
  }

  @Test
  void aPacketThatHasBegunHasADeadline() {
    Client client = new Client("a").hello();
    clock.turn(Duration.ofDays(1));
    assertFalse(client.input.overdue(clock.instant()), "none has begun");
    client.begin(10);
    clock.turn(Duration.ofSeconds(29));
    client.say((byte) 0);
    assertFalse(client.input.overdue(clock.instant()));
    clock.turn(Duration.ofSeconds(1));
    assertTrue(client.input.overdue(clock.instant()), "a byte now and then does not help");
    client.input.restart();
    assertFalse(client.input.overdue(clock.instant()));
    client.say(new byte[70_004 - 11]).begin(10);
    assertFalse(client.input.overdue(clock.instant()), "another packet");
    clock.turn(Duration.ofSeconds(31));
    assertTrue(client.input.overdue(clock.instant()), "the one behind it");
  }

  /** Acknowledgements have their own path through the codec. */
  @Test
  void aStreamThatIsCutInsideItsPacketsIsNeverOverdue() {
    Client client = new Client("a").hello();
    client.say((byte) 0x40, (byte) 2);
    for (int i = 0; i < 10; i++) {
      clock.turn(Duration.ofSeconds(20));
      assertFalse(client.input.overdue(clock.instant()));
      client.say((byte) 0, (byte) 1, (byte) 0x40, (byte) 2);
    }
    assertEquals("MQTT", new String(HELLO, 4, 4, StandardCharsets.UTF_8));
  }

  @Test
  void aLengthWithMoreBytesThanItNeedsIsMalformed() {
    for (byte[] packet :
        new byte[][] {
          {(byte) 0xc0, (byte) 0x80, 0},
          {(byte) 0xc0, (byte) 0x80, (byte) 0x80, 0},
          {0x30, (byte) 0x84, 0, 0, 1, 'a', 0},
          {0x30, 5, 0, 1, 'a', (byte) 0x80, 0},
          {(byte) 0x82, 9, 0, 1, 3, 11, (byte) 0x81, 0, 0, 1, 'a'},
        }) {
      MqttMessage refused = new Client("a").hello().say(packet).next();
      assertEquals(Reason.MALFORMED_PACKET, ((Refusal) refused.decoderResult().cause()).reason());
    }
    byte[] connect = HELLO.clone();
    connect[1] = (byte) (15 | 0x80);
    byte[] longer = new byte[connect.length + 1];
    System.arraycopy(connect, 0, longer, 0, 2);
    System.arraycopy(connect, 2, longer, 3, connect.length - 2);
    MqttMessage refused = new Client("a").say(longer).next();
    assertEquals(Reason.MALFORMED_PACKET, ((Refusal) refused.decoderResult().cause()).reason());
  }
}
