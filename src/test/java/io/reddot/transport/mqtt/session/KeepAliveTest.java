package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.reddot.fixture.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private final HandClock clock = new HandClock();
  private final RecordingLine line = new RecordingLine();
  private final MqttConnection connection =
      new MqttConnection(line, clock, 1_000, (opened, connect) -> {}, (ended, key) -> {});

  private void silentForTooLong() {
    connection.opened(null, Duration.ofSeconds(15));
    connection.opening(); // packets wait; the test needs no session
    clock.turn(Duration.ofSeconds(15));
    connection.tick(clock.instant());
  }

  @Test
  void aSilentClientIsDisconnected() throws Exception {
    silentForTooLong();
    line.runOne();
    assertTrue(connection.ended());
  }

  /** A paused node finds its packets and its deadlines at the same time. */
  @Test
  void aPacketThatIsReadBeforeTheVerdictKeepsTheConnection() throws Exception {
    silentForTooLong();
    connection.take(MqttMessage.PINGREQ);
    line.runOne();
    assertFalse(connection.ended());
  }
}
