package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Version;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
  private WebSocket socket;

  /** What comes in, without regard to frames. */
  private static final class Frames implements WebSocket.Listener {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket web, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytes.writeBytes(part);
      notifyAll();
      web.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket web, int code, String reason) {
      closed.countDown();
      return null;
    }

    @Override
    public void onError(WebSocket web, Throwable error) {
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

  private WebSocket open(String... subprotocols) {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (subprotocols.length > 0) {
      builder.subprotocols(
          subprotocols[0], Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
    }
    socket = builder.buildAsync(site().webSocket("api/mqtt"), frames).join();
    return socket;
  }

  private void send(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  @AfterEach
  void close() {
    if (socket != null) {
      socket.abort();
    }
  }

  private void connect() throws Exception {
    send(new Connect(Version.V3, newClientId()).bytes());
    frames.expect(Bytes.hex("20020000"));
  }

  @Test
  @Statement({"MQTT-6.0.0-3", "MQTT-6.0.0-4", "MQTT3-6.0.0-3", "MQTT3-6.0.0-4"})
  void agreesOnTheSubprotocol() throws Exception {
    assertEquals("mqtt", open("mqtt").getSubprotocol());
    connect();
    close();
    assertEquals("mqtt", open("other", "mqtt").getSubprotocol());
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
    socket.sendText("MQTT", true).join();
    assertTrue(frames.awaitClosed());
  }

  /** However long the client takes to answer the goodbye. */
  @Test
  void takesNothingBehindAText() throws Exception {
    MqttClient witness = connect(Version.V5);
    witness.subscribe(topic, 1);
    open("mqtt");
    connect();
    socket.sendText("MQTT", true).join();
    try {
      send(new Publish(topic, "late").bytes(Version.V3));
    } catch (CompletionException e) {
      // it has been hung up on already
    }
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
    socket.abort();
    witness.message("gone");
  }
}
