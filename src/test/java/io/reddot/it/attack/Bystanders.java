package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.it.Await;
import io.reddot.it.Site;
import io.reddot.it.Subscriber;
import io.reddot.it.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Others who are connected while somebody attacks, one by each kind of connection: they go on
 * getting their numbers, each once and in order, and nothing else. For one thread.
 */
final class Bystanders implements AutoCloseable {
  private static final int NUMBERS = 3;

  private final Site site;
  private final String topic = "bystander/" + UUID.randomUUID();
  private final List<Subscriber> all = new ArrayList<>();
  private int published;

  Bystanders(Site site) throws Exception {
    this.site = site;
    for (Transport transport :
        List.of(Transport.SSE, Transport.WEBSOCKET, Transport.IFRAME, Transport.MQTT)) {
      Subscriber bystander = transport.subscribe(site, "latest", topic);
      all.add(bystander);
      bystander.hello();
    }
    areServed();
  }

  /** How many messages they were sent. */
  int published() {
    return published;
  }

  /** The server still takes messages, and each of them gets them. */
  void areServed() throws Exception {
    int from = published;
    publish(from);
    published += NUMBERS;
    for (Subscriber bystander : all) {
      assertEquals(IntStream.range(from, published).boxed().toList(), bystander.numbers(NUMBERS));
    }
  }

  /** Within a time, for a server that does not answer is what an attack may lead to. */
  private void publish(int from) throws Exception {
    FutureTask<Void> publishing =
        new FutureTask<>(
            () -> {
              site.publishNumbers(topic, from, from + NUMBERS);
              return null;
            });
    Thread thread = new Thread(publishing, "publisher");
    thread.setDaemon(true);
    thread.start();
    try {
      Void unused = publishing.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("a publisher was not answered within " + Await.DEADLINE);
    }
  }

  /** Nothing came to them but their numbers, and none of them lost its connection. */
  void leaveExhausted() {
    all.forEach(Subscriber::closeExhausted);
  }

  @Override
  public void close() {
    all.forEach(Subscriber::close);
  }
}
