package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.WebSocketClient;
import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Version;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT in WebSocket frames, which need not fall together with packets. */
class MqttWebSocketIT extends DeployedMqtt {
  private final String topic = newTopic();
  private final Frames frames = new Frames();
  private WebSocketClient socket;

  /** What comes in, without regard to frames. */
  private static final class Frames implements WebSocketClient.Listener {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public synchronized void binary(byte[] message) {
      bytes.writeBytes(message);
      notifyAll();
    }

    @Override
    public void closed(int code) {
      closed.countDown();
    }

    synchronized void expect(byte[] expected) throws InterruptedException {
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (bytes.size() < expected.length && System.nanoTime() < end) {
        wait(100);
      }
      byte[] all = bytes.toByteArray();
      byte[] first = Arrays.copyOf(all, Math.min(all.length, expected.length));
      assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(first));
      bytes.reset();
      bytes.write(all, first.length, all.length - first.length);
    }

    boolean awaitClosed() throws InterruptedException {
      return closed.await(20, TimeUnit.SECONDS);
    }
  }

  /** Waits until it is open, and returns the subprotocol that was agreed on. */
  private String open(String... subprotocols) {
    String offered = subprotocols.length == 0 ? null : String.join(",", subprotocols);
    socket = new WebSocketClient(site().webSocket("api/mqtt"), Map.of(), offered, frames);
    return socket.awaitOpen();
  }

  private void send(byte[] bytes) {
    socket.send(bytes);
  }

  @AfterEach
  void close() {
    if (socket != null) {
      socket.close();
    }
  }

  private void connect() throws Exception {
    send(new Connect(Version.V3, newClientId()).bytes());
    frames.expect(Bytes.hex("20020000"));
  }

  @Test
  @Statement({"MQTT-6.0.0-3", "MQTT-6.0.0-4", "MQTT3-6.0.0-3", "MQTT3-6.0.0-4"})
  void agreesOnTheSubprotocol() throws Exception {
    assertEquals("mqtt", open("mqtt"));
    connect();
    close();
    assertEquals("mqtt", open("other", "mqtt"));
  }

  /** It may refuse the handshake, or hang up; what it must not do is speak MQTT unasked. */
  @Test
  @Statement({"MQTT-6.0.0-3", "MQTT3-6.0.0-3"})
  void doesNotSpeakMqttToWhoDidNotOfferIt() throws Exception {
    for (String[] offered : new String[][] {{}, {"other"}}) {
      try {
        open(offered);
        send(new Connect(Version.V3, newClientId()).bytes());
        assertTrue(frames.awaitClosed(), () -> "offered " + Arrays.toString(offered));
        frames.expect(new byte[0]);
      } catch (CompletionException e) {
        // refused, or closed before CONNECT was sent
      }
    }
  }

  @Test
  @Statement({"MQTT-6.0.0-3", "MQTT3-6.0.0-3"})
  void hangsUpOnWhoDidNotOfferItAndNeverSpeaks() throws Exception {
    try {
      open();
    } catch (CompletionException e) {
      return; // refused at once
    }
    assertTrue(frames.awaitClosed(), "after as long as anybody may take to say CONNECT");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100_000})
  @Statement({"MQTT-6.0.0-2", "MQTT3-6.0.0-2"})
  void takesPacketsInAnyFrames(int size) throws Exception {
    open("mqtt");
    byte[] all =
        new Bytes()
            .raw(new Connect(Version.V3, newClientId()).bytes())
            .raw(new Subscribe(topic, 0).bytes(Version.V3, 1))
            .raw(new Bytes().packet(0xc0))
            .raw(new Publish(topic, "x".repeat(1000)).bytes(Version.V3))
            .toBytes();
    for (int i = 0; i < all.length; i += size) {
      send(Arrays.copyOfRange(all, i, Math.min(all.length, i + size)));
    }
    frames.expect(Bytes.hex("20020000 9003000100 d000"));
    frames.expect(new Publish(topic, "x".repeat(1000)).bytes(Version.V3));
  }

  @Test
  @Statement({"MQTT-6.0.0-1", "MQTT3-6.0.0-1"})
  void hangsUpOnText() throws Exception {
    open("mqtt");
    connect();
    socket.send("MQTT");
    assertTrue(frames.awaitClosed());
  }

  /** However long the client takes to answer the goodbye. */
  @Test
  void takesNothingBehindAText() throws Exception {
    MqttClient witness = connect(Version.V5);
    witness.subscribe(topic, 1);
    open("mqtt");
    connect();
    socket.send("MQTT");
    send(new Publish(topic, "late").bytes(Version.V3)); // if it has not been hung up on already
    assertTrue(frames.awaitClosed());
    witness.publish(new Publish(topic, "next"));
    witness.message("next");
  }

  @Test
  void hangsUpOnBrokenPackets() throws Exception {
    open("mqtt");
    connect();
    send(Bytes.hex("30ffffffffff"));
    assertTrue(frames.awaitClosed());
  }

  @Test
  void endsItsSessionLikeAnyOther() throws Exception {
    MqttClient witness = connect(Version.V5);
    witness.subscribe(topic, 1);
    open("mqtt");
    send(new Connect(Version.V3, newClientId()).will(new Publish(topic, "gone")).bytes());
    frames.expect(Bytes.hex("20020000"));
    socket.close();
    witness.message("gone");
  }
}
