package io.reddot.bench.load;

import java.io.IOException;

/**
 * Publishes one message after the other, each as soon as the one before is answered; the latency is
 * that of the answer. For its reactor's thread.
 */
public final class PublishingClient extends Client {
  private final Publishing publishing;
  private boolean greeting;
  private long sequence;
  private long sent;

  /**
   * @param size of a message, in bytes
   */
  public PublishingClient(Publication publication, int size) {
    this.publishing = publication.publishing(size);
  }

  @Override
  void connected() throws IOException {
    byte[] greetings = publishing.greeting();
    greeting = greetings.length > 0;
    if (greeting) {
      send(greetings);
    } else {
      publish();
    }
  }

  private void publish() throws IOException {
    sent = System.nanoTime();
    send(publishing.message(++sequence, sent));
  }

  @Override
  void read(byte[] bytes, int from, int to) throws IOException {
    publishing.read(bytes, from, to);
    if (!publishing.answered()) {
      return;
    }
    if (!greeting) {
      subscribed();
      arrived(sequence, sent);
    }
    greeting = false;
    if (publishing.over()) {
      reconnect();
    } else {
      publish();
    }
  }
}
