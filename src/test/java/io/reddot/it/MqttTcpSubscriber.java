package io.reddot.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** MQTT on its own port. */
final class MqttTcpSubscriber extends MqttSubscriber {
  private final Socket socket;

  MqttTcpSubscriber(Site site, @Nullable String after, String... filters) {
    super(site, after, filters);
    try {
      socket = new Socket(site.host(), site.mqttPort());
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::read, "mqtt");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = socket.getInputStream()) {
      opened();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        received(Arrays.copyOf(buffer, read));
      }
    } catch (IOException e) {
      // as the end of the stream
    }
    if (!closing() && !refused()) {
      ended(0);
    }
  }

  @Override
  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  void hangUp() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
